using Microsoft.OpenApi;
using NodaTime;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Stores;
using RetailGrains.TimeZones;

namespace RetailGrains.Api.Transactions;

/// <summary>The filters of the list of transactions.</summary>
internal static class TransactionQuery
{
    /// <summary>The parameters that <see cref="ReadAsync"/> reads.</summary>
    public static OpenApiParameter[] Filters =>
    [
        Parameter.Id("storeId", ParameterLocation.Query, "Only of this store.", "United Kingdom"),
        Parameter.Id("customerId", ParameterLocation.Query, "Only of this customer.", "17850"),
        Parameter.Id("productId", ParameterLocation.Query, "Only with this product.", "85123A"),
        Parameter.Text("source", "Only from this source: `api`, `import:ID` or `stream:sales/SHARD`."),
        Parameter.Id("register", ParameterLocation.Query, "Only of this till.", "7"),
        Parameter.Instant("from", "Not before.", Parameter.StoreTime),
        Parameter.Instant("to", "Exclusive end; not before `from`.", Parameter.StoreTime),
    ];

    /// <summary>Reads the filters; the caller sets the page. Returns the answer instead when the query has a problem.</summary>
    public static async Task<(LedgerQuery? Query, IResult? Refusal)> ReadAsync(
        HttpContext http, QueryReader query, ICatalogueStore catalogue, Retry retry, CancellationToken cancel)
    {
        string? store = query.Id("storeId");
        StoreScope scope = http.GetStoreScope();
        // A caller of one store need not name it.
        if (scope.Stores is { Count: 1 } only) store ??= only.Single();
        if (scope.IsBound && (store is null || !scope.Allows(store))) return (null, StoreProblems.OtherStore());
        bool hasTimes = http.Request.Query.ContainsKey("from") || http.Request.Query.ContainsKey("to");
        DateTimeZone? zone = hasTimes ? await ZoneAsync(store, catalogue, retry, cancel) : DateTimeZone.Utc;
        if (zone is null) query.Problems.Add("storeId", "has a time zone in the catalogue that the time zone database lacks");
        (DateTimeOffset? from, DateTimeOffset? to) = query.Instants(time => LocalTimes.Resolve(time, zone ?? DateTimeZone.Utc));
        var asked = new LedgerQuery(store, query.Id("customerId"), query.Id("productId"), from, to, Before: null, QueryReader.DefaultLimit)
        {
            Source = query.Text("source"),
            Register = query.Id("register"),
        };
        return query.Problems.Any ? (null, Problem.BadInput(query.Problems)) : (asked, null);
    }

    /// <summary>Times without an offset are in the store's zone, as in requests that record. Null when the zone is unknown.</summary>
    private static async Task<DateTimeZone?> ZoneAsync(string? storeId, ICatalogueStore catalogue, Retry retry, CancellationToken cancel)
    {
        if (storeId is null || TransactionRules.RecordedId(storeId) is not null) return DateTimeZone.Utc;
        StoreDescription? store = await retry.QueryAsync(() => catalogue.StoreAsync(storeId, cancel), cancel);
        return store?.TimeZone is { } name ? TimeZoneDatabase.Find(name) : DateTimeZone.Utc;
    }
}
