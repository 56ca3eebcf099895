using System.Globalization;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Transactions.Revisions;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Api.Transactions;

/// <summary>A page of a list.</summary>
internal sealed record TransactionPage(IReadOnlyList<TransactionAnswer> Items, string? Next);

/// <summary><c>GET /transactions</c> and <c>GET /transactions/{id}</c>: transactions in the ledger.</summary>
internal static class GetTransactions
{
    private const string List = "transactions";

    public static void MapGetTransactions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/transactions", ListAsync).ForViewers().ForStoresInContent().Describe(
            new Operation("listTransactions", Tags.Transactions, "Recorded transactions, newest first")
                .With([.. TransactionQuery.Filters, Parameter.Limit, Parameter.Cursor])
                .Answers(200, "A page.", Examples.Transactions, ApiJson.Default.TransactionPage)
                .Refuses(400, 503));
        api.MapGet("/transactions/{id}", GetAsync).ForViewersAndProducers().ForStoresInContent().Describe(
            new Operation("getTransaction", Tags.Transactions, "A transaction as it was recorded")
                .Id("transaction", "536365")
                .Answers(200, "The transaction.", Examples.Transaction, ApiJson.Default.TransactionAnswer)
                .Refuses(404, 503));
    }

    private static async Task<IResult> GetAsync(
        string id, HttpContext http, TransactionReviser reviser, CancellationToken cancel)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("transaction");
        RevisionFacts facts = await reviser.FactsAsync(http, id, cancel);
        if (facts.History is not { } history) return Problem.NotFound("transaction");
        if (!http.GetStoreScope().Allows(history.Current.StoreId)) return StoreProblems.OtherStore();
        string? original = history.Current.Details?.OriginalTransactionId;
        RevisionFacts? ofOriginal = original is null ? null : await reviser.ReadAsync(http, original, cancel);
        return JsonAnswer.Ok(TransactionAnswer.Of(facts, ofOriginal, http.GetStoreScope()), ApiJson.Default.TransactionAnswer);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, ILedgerStore ledger, ICatalogueStore catalogue, QueryGate queries, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        LedgerCursor? before = Before(query);
        (LedgerQuery? filtered, IResult? refusal) = await TransactionQuery.ReadAsync(request.HttpContext, query, catalogue, retry, cancel);
        if (refusal is not null) return refusal;
        LedgerQuery asked = filtered! with { Before = before, Limit = limit, MaxBytes = PageSize.MaxBytes };
        LedgerPage page = await retry.QueryAsync(
            () => queries.RunAsync(CallerKey.Of(request.HttpContext), QueryCost.Page, token => ledger.QueryAsync(asked, token), cancel),
            cancel);
        TransactionAnswer[] items = PageSize.Fit([.. page.Entries.Select(TransactionAnswer.Of)], ApiJson.Default.TransactionAnswer);
        bool more = page.More || items.Length < page.Entries.Count;
        string? next = more ? CursorAfter(page.Entries[items.Length - 1]) : null;
        return JsonAnswer.Ok(new TransactionPage(items, next), ApiJson.Default.TransactionPage);
    }

    private static string CursorAfter(LedgerEntry entry) =>
        Cursor.Write(
            List,
            entry.OccurredAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
            entry.TransactionId,
            entry.Revision.ToString(CultureInfo.InvariantCulture));

    private static LedgerCursor? Before(QueryReader query)
    {
        if (query.Cursor(List, parts: 3) is not [var time, var id, var number]) return null;
        bool isNumber = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int revision);
        if (QueryReader.TryParseTicks(time, out DateTime at) && isNumber)
            return new LedgerCursor(new DateTimeOffset(at), id, revision);
        query.RefuseCursor();
        return null;
    }
}
