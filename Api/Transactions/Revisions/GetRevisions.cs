using System.Globalization;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Api.Transactions.Revisions;

/// <summary><c>GET /transactions/{id}/revisions</c>: everything that was recorded under an id.</summary>
internal static class GetRevisions
{
    private const string List = "revisions";

    public static void MapGetRevisions(this IEndpointRouteBuilder api) =>
        api.MapGet("/transactions/{id}/revisions", GetAsync).ForViewersAndProducers().ForStoresInContent().Describe(
            new Operation("listRevisions", Tags.Transactions, "All revisions of a transaction")
            {
                Description =
                    "Oldest first. `effect` is what a revision does to the figures: `records` adds it, `annuls` cancels the revision that "
                    + "`takesBack` names, on the day of that revision. A revision that records and has `takesBack` is a void of a "
                    + "later day.",
            }
                .Id("transaction", "536365")
                .With(Parameter.Limit, Parameter.Cursor)
                .Answers(200, "A page.", Examples.Revisions, ApiJson.Default.TransactionPage)
                .Refuses(400, 404, 503));

    public static string PathOf(string transactionId) => TransactionAnswer.PathOf(transactionId) + "/revisions";

    private static async Task<IResult> GetAsync(
        string id, HttpContext http, ILedgerStore ledger, QueryGate queries, Retry retry, CancellationToken cancel)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("transaction");
        var query = new QueryReader(http.Request.Query);
        int limit = query.Limit();
        int after = After(query);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        // Earlier versions recorded ids as callers sent them, without Unicode normalization.
        string sent = EncodedPathIds.AsSent(http, "id") ?? id;
        IReadOnlyDictionary<string, TransactionHistory> found = await retry.QueryAsync(
            () => queries.RunAsync(CallerKey.Of(http), QueryCost.Transaction, token => ledger.HistoriesAsync([id, sent], token), cancel),
            cancel);
        if (!found.TryGetValue(id, out TransactionHistory? history) && !found.TryGetValue(sent, out history))
            return Problem.NotFound("transaction");
        StoreScope scope = http.GetStoreScope();
        if (history.Entries.Any(entry => !scope.Allows(entry.StoreId))) return StoreProblems.OtherStore();

        LedgerEntry[] rest = [.. history.Entries.Where(entry => entry.Revision > after)];
        TransactionAnswer[] items = PageSize.Fit(
            [.. rest.Take(limit).Select(entry => TransactionAnswer.OfRevision(history, entry))], ApiJson.Default.TransactionAnswer);
        string? next = items.Length < rest.Length
            ? Cursor.Write(List, rest[items.Length - 1].Revision.ToString(CultureInfo.InvariantCulture))
            : null;
        return JsonAnswer.Ok(new TransactionPage(items, next), ApiJson.Default.TransactionPage);
    }

    private static int After(QueryReader query)
    {
        if (query.Cursor(List, parts: 1) is not [var revision]) return 0;
        if (int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out int after)) return after;
        query.RefuseCursor();
        return 0;
    }
}
