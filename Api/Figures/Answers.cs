using System.Text.Json.Serialization;
using RetailGrains.Chain;
using RetailGrains.Customers;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Api.Figures;

/// <summary>Figures, everywhere the same.</summary>
internal sealed record TotalsAnswer(
    decimal NetRevenue,
    decimal GrossSales,
    decimal Reductions,
    long Units,
    long Lines,
    long Transactions,
    long Returns,
    DateTime? FirstAt,
    DateTime? LastAt)
{
    public static TotalsAnswer Of(in Totals totals) => new(
        totals.NetRevenue,
        totals.GrossSales,
        totals.Reductions,
        totals.Units,
        totals.Lines,
        totals.Transactions,
        totals.Returns,
        totals.FirstAt,
        totals.LastAt);
}

/// <summary>The chain.</summary>
internal sealed record SummaryAnswer(TotalsAnswer Totals, TotalsAnswer Guest, long Stores, long Products, long Customers)
{
    public static SummaryAnswer Of(ChainSummary summary) => new(
        TotalsAnswer.Of(summary.Totals), TotalsAnswer.Of(summary.Guest), summary.Stores, summary.Products, summary.Customers);
}

/// <summary>Figures by interval.</summary>
internal sealed record SalesAnswer(string Interval, IReadOnlyList<IntervalAnswer> Items);

/// <summary>An interval's figures.</summary>
internal sealed record IntervalAnswer(
    DateOnly Start,
    decimal NetRevenue,
    decimal GrossSales,
    decimal Reductions,
    long Units,
    long Lines,
    long Transactions,
    long Returns,
    DateTime? FirstAt,
    DateTime? LastAt)
{
    public static IntervalAnswer Of(in DayTotals interval) => new(
        interval.Day,
        interval.Totals.NetRevenue,
        interval.Totals.GrossSales,
        interval.Totals.Reductions,
        interval.Totals.Units,
        interval.Totals.Lines,
        interval.Totals.Transactions,
        interval.Totals.Returns,
        interval.Totals.FirstAt,
        interval.Totals.LastAt);
}

/// <summary>A page of a list.</summary>
/// <param name="AsOf">UTC; the figures are those saved by then. Left out of what the page's tag is made of.</param>
internal sealed record EntityPageAnswer<T>(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? AsOf, IReadOnlyList<T> Items, string? Next);

/// <summary>A store.</summary>
internal sealed record StoreAnswer(
    string StoreId, string? Name, string? TimeZone, string? Country, string? Currency, TotalsAnswer Totals)
{
    public static StoreAnswer Of(string id, StoreView store) => new(
        id,
        store.Description?.Name ?? store.Figures.Name?.Name,
        store.Description?.TimeZone,
        store.Description?.Country,
        store.Description?.Currency,
        TotalsAnswer.Of(store.Figures.Totals));

    public static StoreAnswer Of(EntityRow row) => new(
        row.Id, row.Name, row.TimeZone, row.Country, row.Currency, TotalsAnswer.Of(row.Totals));
}

/// <summary>A product.</summary>
internal sealed record ProductAnswer(string ProductId, string? Name, string? Category, decimal? Price, TotalsAnswer Totals)
{
    public static ProductAnswer Of(string id, ProductView product) => new(
        id,
        product.Description?.Name ?? product.Figures.Name?.Name,
        product.Description?.Category,
        product.Description?.Price,
        TotalsAnswer.Of(product.Figures.Totals));

    public static ProductAnswer Of(EntityRow row) => new(row.Id, row.Name, row.Category, row.Price, TotalsAnswer.Of(row.Totals));
}

/// <summary>A customer.</summary>
internal sealed record CustomerAnswer(string CustomerId, string? Name, string? Country, TotalsAnswer Totals)
{
    public static CustomerAnswer Of(string id, CustomerView customer) => new(
        id,
        customer.Description?.Name ?? customer.Figures.Name?.Name,
        customer.Description?.Country,
        TotalsAnswer.Of(customer.Figures.Totals));

    public static CustomerAnswer Of(EntityRow row) => new(row.Id, row.Name, row.Country, TotalsAnswer.Of(row.Totals));
}
