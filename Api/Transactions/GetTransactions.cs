using System.Globalization;
using Microsoft.OpenApi;
using NodaTime;
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
using RetailGrains.Stores;
using RetailGrains.TimeZones;

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
            new Operation("listTransactions", Tags.Transactions, "What was recorded, newest first")
                .With(
                    Parameter.Id("storeId", ParameterLocation.Query, "Only of this store.", "United Kingdom"),
                    Parameter.Id("customerId", ParameterLocation.Query, "Only of this customer.", "17850"),
                    Parameter.Id("productId", ParameterLocation.Query, "Only with this product.", "85123A"),
                    Parameter.Text("source", "Only from this source: `api`, `import:ID` or `stream:sales/SHARD`."),
                    Parameter.Id("register", ParameterLocation.Query, "Only of this till.", "7"),
                    Parameter.Instant("from", "Not before.", Parameter.StoreTime),
                    Parameter.Instant("to", "Exclusive end; not before `from`.", Parameter.StoreTime),
                    Parameter.Limit,
                    Parameter.Cursor)
                .Answers(200, "A page.", Examples.Transactions, ApiJson.Default.TransactionPage)
                .Refuses(400, 503));
        api.MapGet("/transactions/{id}", GetAsync).ForViewersAndProducers().ForStoresInContent().Describe(
            new Operation("getTransaction", Tags.Transactions, "A transaction as it was recorded")
                .Id("transaction", "536365")
                .Answers(200, "The transaction.", Examples.Transaction, ApiJson.Default.TransactionAnswer)
                .Refuses(404, 503));
    }

    private static async Task<IResult> GetAsync(
        string id, HttpContext http, TransactionReviser reviser, ILedgerStore ledger, Retry retry, CancellationToken cancel)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("transaction");
        RevisionFacts facts = await reviser.FactsAsync(http, id, cancel);
        if (facts.History is not { } history) return Problem.NotFound("transaction");
        if (!http.GetStoreScope().Allows(history.Current.StoreId)) return StoreProblems.OtherStore();
        string? original = history.Current.Details?.OriginalTransactionId;
        RevisionFacts? ofOriginal = original is null
            ? null
            : await retry.QueryAsync(() => RevisionFacts.ReadAsync(ledger, original, cancel), cancel);
        return JsonAnswer.Ok(TransactionAnswer.Of(facts, ofOriginal), ApiJson.Default.TransactionAnswer);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, ILedgerStore ledger, ICatalogueStore catalogue, QueryGate queries, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        string? store = query.Id("storeId");
        StoreScope scope = request.HttpContext.GetStoreScope();
        // A caller of one store need not name it.
        if (scope.Stores is { Count: 1 } only) store ??= only.Single();
        if (scope.IsBound && (store is null || !scope.Allows(store))) return StoreProblems.OtherStore();
        bool hasTimes = request.Query.ContainsKey("from") || request.Query.ContainsKey("to");
        DateTimeZone? zone = hasTimes ? await ZoneAsync(store, catalogue, retry, cancel) : DateTimeZone.Utc;
        if (zone is null) query.Problems.Add("storeId", "has a time zone in the catalogue that the time zone database lacks");
        (DateTimeOffset? from, DateTimeOffset? to) = query.Instants(time => LocalTimes.Resolve(time, zone ?? DateTimeZone.Utc));
        var asked = new LedgerQuery(
            store,
            query.Id("customerId"),
            query.Id("productId"),
            from,
            to,
            Before(query),
            limit,
            PageSize.MaxBytes)
        {
            Source = query.Text("source"),
            Register = query.Id("register"),
        };
        if (query.Problems.Any) return Problem.BadInput(query.Problems);

        LedgerPage page = await retry.QueryAsync(
            () => queries.RunAsync(CallerKey.Of(request.HttpContext), QueryCost.Page, token => ledger.QueryAsync(asked, token), cancel),
            cancel);
        TransactionAnswer[] items = PageSize.Fit([.. page.Entries.Select(TransactionAnswer.Of)], ApiJson.Default.TransactionAnswer);
        bool more = page.More || items.Length < page.Entries.Count;
        string? next = more ? CursorAfter(page.Entries[items.Length - 1]) : null;
        return JsonAnswer.Ok(new TransactionPage(items, next), ApiJson.Default.TransactionPage);
    }

    /// <summary>Times without an offset are in the store's zone, as in requests that record. Null when the zone is unknown.</summary>
    private static async Task<DateTimeZone?> ZoneAsync(string? storeId, ICatalogueStore catalogue, Retry retry, CancellationToken cancel)
    {
        if (storeId is null || TransactionRules.RecordedId(storeId) is not null) return DateTimeZone.Utc;
        StoreDescription? store = await retry.QueryAsync(() => catalogue.StoreAsync(storeId, cancel), cancel);
        return store?.TimeZone is { } name ? TimeZoneDatabase.Find(name) : DateTimeZone.Utc;
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
