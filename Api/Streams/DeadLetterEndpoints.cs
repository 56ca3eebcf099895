using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Streams;

namespace RetailGrains.Api.Streams;

/// <summary>A transaction or an entry of the sales streams that was refused.</summary>
/// <param name="Id">The dead letter's id.</param>
/// <param name="Shard">The shard that it arrived on.</param>
/// <param name="EntryId">The id of its entry in that stream.</param>
/// <param name="Index">Its index in the entry's batch, from 0; null for a whole entry.</param>
/// <param name="TransactionId">The transaction's id; null when it could not be read.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="FirstAt">When it was first refused, in UTC.</param>
/// <param name="LastAt">When it was last refused, in UTC.</param>
/// <param name="Count">How often it was refused.</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="Preview">The beginning of its content.</param>
internal sealed record DeadLetterAnswer(
    string Id,
    int Shard,
    string EntryId,
    int? Index,
    string? TransactionId,
    string Reason,
    DateTime FirstAt,
    DateTime LastAt,
    int Count,
    long Bytes,
    string Preview)
{
    public static DeadLetterAnswer Of(DeadLetter letter) => new(
        letter.Id.ToString(),
        letter.Id.Shard,
        letter.Id.EntryId,
        letter.Id.Index,
        letter.TransactionId,
        letter.Reason,
        letter.FirstAt,
        letter.LastAt,
        letter.Count,
        letter.Bytes,
        letter.Preview);
}

/// <summary>A page of dead letters, oldest first.</summary>
/// <param name="Items">The dead letters.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetterAnswer> Items, string? Next);

/// <summary><c>/admin/dead-letters</c>: the entries of the sales streams that were not recorded, to be requeued or deleted.</summary>
internal static class DeadLetterEndpoints
{
    private const string List = "dead-letters";
    private const string ExampleId = "0-1761900000000-0";

    private static DeadLetterAnswer Example => new(
        ExampleId, 0, "1761900000000-0", null, "r-7", "storeId is required", Examples.TakenAt, Examples.TakenAt, 1, 120,
        "{\"transactionId\":");

    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        api.MapGet("/admin/dead-letters", ListAsync).ForOperators().Describe(
            new Operation("listDeadLetters", Tags.Operations, "Dead letters of the streams, oldest first")
                .With(Parameter.Limit, Parameter.Cursor)
                .Answers(200, "A page.", new DeadLetterPage([Example], null), ApiJson.Default.DeadLetterPage)
                .Refuses(400, 404, 503));
        api.MapPost("/admin/dead-letters/{id}/retry", RetryAsync).ForOperators().LimitBody().Describe(
            new Operation("retryDeadLetter", Tags.Operations, "Return a dead letter to its stream")
                .Id("dead letter", ExampleId)
                .AnswersNothing(202, "Returned to its stream.")
                .Refuses(404, 413, 503)
                .Refuses(409, "The entry was too large, so only its beginning was kept."));
        api.MapDelete("/admin/dead-letters/{id}", DeleteAsync).ForOperators().Describe(
            new Operation("deleteDeadLetter", Tags.Operations, "Delete a dead letter permanently")
                .Id("dead letter", ExampleId)
                .AnswersNothing(204, "Deleted.")
                .Refuses(404, 503));
    }

    private static async Task<IResult> ListAsync(HttpRequest request, IServiceProvider services)
    {
        if (services.GetService<DeadLetters>() is not { } letters) return StreamStatus.Without();
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        string[]? place = query.Cursor(List, parts: 1);
        DeadLetterId? after = place is null ? null : DeadLetterId.Parse(place[0]);
        if (place is not null && after is null) query.RefuseCursor();
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        // The extra item shows whether there is a next page.
        IReadOnlyList<DeadLetter> found = await letters.ListAsync(after, limit + 1);
        DeadLetterAnswer[] items = PageSize.Fit([.. found.Take(limit).Select(DeadLetterAnswer.Of)], ApiJson.Default.DeadLetterAnswer);
        string? next = found.Count > items.Length ? Cursor.Write(List, items[^1].Id) : null;
        return JsonAnswer.Ok(new DeadLetterPage(items, next), ApiJson.Default.DeadLetterPage);
    }

    private static Task<IResult> RetryAsync(string id, HttpContext http, AuditTrail auditTrail) => AuditedAsync(
        id,
        http,
        auditTrail,
        "dead-letter.retry",
        async (letters, letter) => await letters.RetryAsync(letter) switch
        {
            LetterRetry.Done => Results.StatusCode(StatusCodes.Status202Accepted),
            LetterRetry.Cut => new Problem(
                StatusCodes.Status409Conflict,
                "The entry was too large, so only its beginning was kept. Send it again in smaller parts, then delete this dead letter."),
            _ => Problem.NotFound("dead letter"),
        });

    private static Task<IResult> DeleteAsync(string id, HttpContext http, AuditTrail auditTrail) => AuditedAsync(
        id,
        http,
        auditTrail,
        "dead-letter.delete",
        async (letters, letter) =>
            await letters.DeleteAsync(letter) ? Results.StatusCode(StatusCodes.Status204NoContent) : Problem.NotFound("dead letter"));

    private static async Task<IResult> AuditedAsync(
        string id, HttpContext http, AuditTrail auditTrail, string action, Func<DeadLetters, DeadLetterId, Task<IResult>> act)
    {
        if (http.RequestServices.GetService<DeadLetters>() is not { } letters) return StreamStatus.Without();
        if (DeadLetterId.Parse(id) is not { } letter || !await letters.ExistsAsync(letter)) return Problem.NotFound("dead letter");
        return await auditTrail.RunAsync(http, action, letter.ToString(), detail: null, () => act(letters, letter));
    }
}
