using System.Globalization;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger.Audit;

namespace RetailGrains.Api.Audit;

/// <summary>The start or the end of an administrative action.</summary>
/// <param name="Id">The entry's number.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Actor">The token's subject, or `system`.</param>
/// <param name="Address">The caller's network address; null for `system`.</param>
/// <param name="Action">The action, such as `account.create`.</param>
/// <param name="Target">What the action changes.</param>
/// <param name="Outcome">`begun`, `done`, `refused` or `failed`.</param>
/// <param name="Status">The HTTP status of the answer; null at the start.</param>
/// <param name="Detail">Details; never a secret.</param>
/// <param name="Begun">At the end: the id of the entry of the start.</param>
internal sealed record AuditAnswer(
    long Id,
    DateTime At,
    string Actor,
    string? Address,
    string Action,
    string Target,
    string Outcome,
    int? Status,
    string? Detail,
    long? Begun)
{
    public static AuditAnswer Of(AuditEntry one) => new(
        one.Id,
        one.Entry.At,
        one.Entry.Actor,
        one.Entry.Address,
        one.Entry.Action,
        one.Entry.Target,
        AuditOutcomes.NameOf(one.Entry.Outcome),
        one.Entry.Status,
        one.Entry.Detail,
        one.Entry.Begun);
}

/// <summary>A page of the audit, newest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
internal sealed record AuditPage(IReadOnlyList<AuditAnswer> Items, string? Next);

/// <summary><c>GET /admin/audit</c>: administrative actions and their actors, newest first.</summary>
internal static class GetAudit
{
    private const string List = "audit";

    private static AuditAnswer Example => new(
        2, Examples.TakenAt, "ada", "10.0.0.7", "account.create", "bob", AuditOutcomes.NameOf(AuditOutcome.Done), 201, null, Begun: 1);

    public static void MapGetAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/admin/audit", ListAsync).ForOperators().Describe(
            new Operation("listAudit", Tags.Operations, "Audit of administrative actions, newest first")
                .With(
                    Parameter.Text("actor", "Only actions of this account or client."),
                    Parameter.Text("action", "Only this action, such as `account.create`."),
                    Parameter.Text("target", "Only actions on this target."),
                    Parameter.Instant("from", "Not before.", Parameter.UtcTime),
                    Parameter.Instant("to", "Exclusive end; not before `from`.", Parameter.UtcTime),
                    Parameter.Limit,
                    Parameter.Cursor)
                .Answers(200, "A page.", new AuditPage([Example], null), ApiJson.Default.AuditPage)
                .Refuses(400, 503));

    private static async Task<IResult> ListAsync(
        HttpRequest request, IAuditStore audit, QueryGate queries, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        (DateTimeOffset? from, DateTimeOffset? to) = query.UtcInstants();
        // The extra item shows whether there is a next page.
        var asked = new AuditQuery(
            query.Text("actor"),
            query.Text("action"),
            query.Text("target"),
            from,
            to,
            Before(query),
            limit + 1);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);

        IReadOnlyList<AuditEntry> entries = await retry.QueryAsync(
            () => queries.RunAsync(CallerKey.Of(request.HttpContext), QueryCost.Page, token => audit.ListAsync(asked, token), cancel),
            cancel);
        AuditAnswer[] items = PageSize.Fit([.. entries.Take(limit).Select(AuditAnswer.Of)], ApiJson.Default.AuditAnswer);
        string? next = entries.Count > items.Length
            ? Cursor.Write(List, entries[items.Length - 1].Id.ToString(CultureInfo.InvariantCulture))
            : null;
        return JsonAnswer.Ok(new AuditPage(items, next), ApiJson.Default.AuditPage);
    }

    private static long? Before(QueryReader query)
    {
        if (query.Cursor(List, parts: 1) is not [var id]) return null;
        if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long before)) return before;
        query.RefuseCursor();
        return null;
    }
}
