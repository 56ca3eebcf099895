using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Streams;

namespace RetailGrains.Api.Streams;

/// <summary>Something that was refused of the sales streams.</summary>
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

/// <summary>A page of them, oldest first.</summary>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetterAnswer> Items, string? Next);

/// <summary><c>/admin/dead-letters</c>: what was refused of the sales streams, to be put back or deleted.</summary>
internal static class DeadLetterEndpoints
{
    private const string List = "dead-letters";

    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        api.MapGet("/admin/dead-letters", ListAsync);
        api.MapPost("/admin/dead-letters/{id}/retry", RetryAsync);
        api.MapDelete("/admin/dead-letters/{id}", DeleteAsync);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, IServiceProvider services)
    {
        if (services.GetService<DeadLetters>() is not { } letters) return StreamStatus.Without();
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        string[]? place = query.Cursor(List, parts: 1);
        LetterId? after = place is null ? null : LetterId.Parse(place[0]);
        if (place is not null && after is null) query.RefuseCursor();
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        // One more than asked for tells whether there is a next page.
        IReadOnlyList<DeadLetter> found = await letters.ListAsync(after, limit + 1);
        DeadLetterAnswer[] items = [.. found.Take(limit).Select(DeadLetterAnswer.Of)];
        string? next = found.Count > limit ? Cursor.Write(List, items[^1].Id) : null;
        return JsonAnswer.Ok(new DeadLetterPage(items, next), ApiJson.Default.DeadLetterPage);
    }

    private static async Task<IResult> RetryAsync(string id, IServiceProvider services)
    {
        if (services.GetService<DeadLetters>() is not { } letters) return StreamStatus.Without();
        return LetterId.Parse(id) is { } letter && await letters.RetryAsync(letter)
            ? Results.StatusCode(StatusCodes.Status202Accepted)
            : Problem.NotFound("dead letter");
    }

    private static async Task<IResult> DeleteAsync(string id, IServiceProvider services)
    {
        if (services.GetService<DeadLetters>() is not { } letters) return StreamStatus.Without();
        return LetterId.Parse(id) is { } letter && await letters.DeleteAsync(letter)
            ? Results.StatusCode(StatusCodes.Status204NoContent)
            : Problem.NotFound("dead letter");
    }
}
