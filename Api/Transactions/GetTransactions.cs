using System.Globalization;
using Microsoft.OpenApi;
using RetailGrains.Access;
using RetailGrains.Api.Description;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>A page of a list.</summary>
internal sealed record TransactionPage(IReadOnlyList<TransactionAnswer> Items, string? Next);

/// <summary><c>GET /transactions</c> and <c>GET /transactions/{id}</c>: what the ledger holds.</summary>
internal static class GetTransactions
{
    private const string List = "transactions";

    public static void MapGetTransactions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/transactions", ListAsync).ForViewers().Describe(
            new Operation("listTransactions", Tags.Transactions, "What was recorded, newest first")
                .With(
                    Parameter.Id("storeId", ParameterLocation.Query, "Only of this store.", "United Kingdom"),
                    Parameter.Id("customerId", ParameterLocation.Query, "Only of this customer.", "17850"),
                    Parameter.Id("productId", ParameterLocation.Query, "Only with this product.", "85123A"),
                    Parameter.Instant("from", "Not before."),
                    Parameter.Instant("to", "Before."),
                    Parameter.Limit,
                    Parameter.Cursor)
                .Answers(200, "A page.", Examples.Transactions, ApiJson.Default.TransactionPage)
                .Refuses(400, 503));
        api.MapGet("/transactions/{id}", GetAsync).ForViewersAndProducers().Describe(
            new Operation("getTransaction", Tags.Transactions, "A transaction as it was recorded")
                .Id("transaction", "536365")
                .Answers(200, "The transaction.", Examples.Transaction, ApiJson.Default.TransactionAnswer)
                .Refuses(404, 503));
    }

    private static async Task<IResult> GetAsync(string id, ILedgerStore ledger, Retry retry, CancellationToken cancel)
    {
        if (TransactionRules.Id(id) is not null) return Problem.NotFound("transaction");
        IReadOnlyDictionary<string, LedgerEntry> found = await retry.QueryAsync(() => ledger.FindAsync([id], cancel), cancel);
        return found.TryGetValue(id, out LedgerEntry? entry)
            ? JsonAnswer.Ok(TransactionAnswer.Of(entry), ApiJson.Default.TransactionAnswer)
            : Problem.NotFound("transaction");
    }

    private static async Task<IResult> ListAsync(HttpRequest request, ILedgerStore ledger, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        // One more than asked for tells whether there is a next page.
        var asked = new LedgerQuery(
            query.Id("storeId"),
            query.Id("customerId"),
            query.Id("productId"),
            query.Instant("from"),
            query.Instant("to"),
            Before(query),
            limit + 1);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);

        IReadOnlyList<LedgerEntry> entries = await retry.QueryAsync(() => ledger.QueryAsync(asked, cancel), cancel);
        TransactionAnswer[] items = [.. entries.Take(limit).Select(TransactionAnswer.Of)];
        string? next = entries.Count > limit ? CursorAfter(entries[limit - 1]) : null;
        return JsonAnswer.Ok(new TransactionPage(items, next), ApiJson.Default.TransactionPage);
    }

    private static string CursorAfter(LedgerEntry entry) =>
        Cursor.Write(List, entry.OccurredAt.UtcTicks.ToString(CultureInfo.InvariantCulture), entry.TransactionId);

    private static LedgerPlace? Before(QueryReader query)
    {
        if (query.Cursor(List, parts: 2) is not [var time, var id]) return null;
        if (QueryReader.TryParseTicks(time, out DateTime at)) return new LedgerPlace(new DateTimeOffset(at), id);
        query.RefuseCursor();
        return null;
    }
}
