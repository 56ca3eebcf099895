using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using RetailGrains.Chain;
using RetailGrains.Customers;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Api.Figures;

/// <summary>
/// Figures, everywhere the same. Amounts of different currencies are never added: where there are several, the amounts are null, the counts stay, and
/// `byCurrency` has the figures of each.
/// </summary>
/// <param name="NetRevenue">Sum of the lines' amounts, exact.</param>
/// <param name="GrossSales">The same over the lines above zero.</param>
/// <param name="Reductions">The same over the lines below zero; zero or negative.</param>
/// <param name="Units">Sum of quantities.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Transactions">Each once, returns and adjustments included.</param>
/// <param name="Returns">Those of kind return.</param>
/// <param name="FirstAt">UTC time of the earliest; null when there is none.</param>
/// <param name="LastAt">UTC time of the latest.</param>
/// <param name="Currency">ISO 4217, of the amounts; null when it is not known, or when there are several.</param>
/// <param name="Discounts">Sum of the discounts, less those of returned goods.</param>
/// <param name="Tax">Sum of the taxes.</param>
/// <param name="NetRevenueExTax">Net revenue without the taxes that it includes.</param>
/// <param name="ByCurrency">The figures of each currency, where there are several; otherwise null.</param>
internal sealed record TotalsAnswer(
    decimal? NetRevenue,
    decimal? GrossSales,
    decimal? Reductions,
    decimal Units,
    long Lines,
    long Transactions,
    long Returns,
    DateTime? FirstAt,
    DateTime? LastAt,
    string? Currency,
    decimal? Discounts,
    decimal? Tax,
    decimal? NetRevenueExTax,
    IReadOnlyList<TotalsAnswer>? ByCurrency = null)
{
    /// <param name="totals">As <see cref="CurrencyView"/> shows them.</param>
    public static TotalsAnswer Of(in Totals totals)
    {
        bool one = !totals.IsMixed;
        return new TotalsAnswer(
            one ? totals.NetRevenue : null,
            one ? totals.GrossSales : null,
            one ? totals.Reductions : null,
            totals.Units,
            totals.Lines,
            totals.Transactions,
            totals.Returns,
            totals.FirstAt,
            totals.LastAt,
            totals.Currency,
            one ? totals.Discounts : null,
            one ? totals.Tax : null,
            one ? totals.NetRevenueExTax : null,
            totals.Parts is { } parts ? Array.ConvertAll(parts, part => Of(part)) : null);
    }
}

/// <summary>The chain.</summary>
/// <param name="Totals">Over the whole ledger.</param>
/// <param name="Guest">Over the transactions without a customer.</param>
/// <param name="Stores">Number of stores that a transaction names.</param>
/// <param name="Products">Number of products.</param>
/// <param name="Customers">Number of customers.</param>
internal sealed record SummaryAnswer(TotalsAnswer Totals, TotalsAnswer Guest, long Stores, long Products, long Customers)
{
    public static SummaryAnswer Of(ChainSummary summary, TotalsAnswer totals, TotalsAnswer guest) => new(
        totals, guest, summary.Stores, summary.Products, summary.Customers);
}

/// <summary>Figures by interval.</summary>
/// <param name="Interval">What days are put together to.</param>
/// <param name="Items">Only intervals with transactions, ascending.</param>
internal sealed record SalesAnswer([property: AllowedValues("day", "week", "month", "year")] string Interval, IReadOnlyList<IntervalAnswer> Items);

/// <summary>An interval's figures.</summary>
/// <param name="Start">Its first day, in the store's time zone.</param>
/// <param name="NetRevenue">Sum of the lines' amounts, exact.</param>
/// <param name="GrossSales">The same over the lines above zero.</param>
/// <param name="Reductions">The same over the lines below zero; zero or negative.</param>
/// <param name="Units">Sum of quantities.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Transactions">Each once, returns and adjustments included.</param>
/// <param name="Returns">Those of kind return.</param>
/// <param name="FirstAt">UTC time of the earliest; null when there is none.</param>
/// <param name="LastAt">UTC time of the latest.</param>
/// <param name="Currency">ISO 4217, of the amounts; null when it is not known, or when there are several.</param>
/// <param name="Discounts">Sum of the discounts, less those of returned goods.</param>
/// <param name="Tax">Sum of the taxes.</param>
/// <param name="NetRevenueExTax">Net revenue without the taxes that it includes.</param>
/// <param name="ByCurrency">The figures of each currency, where there are several; otherwise null.</param>
internal sealed record IntervalAnswer(
    DateOnly Start,
    decimal? NetRevenue,
    decimal? GrossSales,
    decimal? Reductions,
    decimal Units,
    long Lines,
    long Transactions,
    long Returns,
    DateTime? FirstAt,
    DateTime? LastAt,
    string? Currency,
    decimal? Discounts,
    decimal? Tax,
    decimal? NetRevenueExTax,
    IReadOnlyList<TotalsAnswer>? ByCurrency = null)
{
    public static IntervalAnswer Of(in DayTotals interval)
    {
        TotalsAnswer totals = TotalsAnswer.Of(interval.Totals);
        return new IntervalAnswer(
            interval.Day,
            totals.NetRevenue,
            totals.GrossSales,
            totals.Reductions,
            totals.Units,
            totals.Lines,
            totals.Transactions,
            totals.Returns,
            totals.FirstAt,
            totals.LastAt,
            totals.Currency,
            totals.Discounts,
            totals.Tax,
            totals.NetRevenueExTax,
            totals.ByCurrency);
    }
}

/// <summary>A page of a list.</summary>
/// <param name="AsOf">UTC; the figures are those saved by then. Left out of what the page's tag is made of.</param>
/// <param name="Items">At most as many as the limit.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
internal sealed record EntityPageAnswer<T>(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? AsOf, IReadOnlyList<T> Items, string? Next);

/// <summary>A store.</summary>
/// <param name="StoreId">Its id.</param>
/// <param name="Name">By the catalogue.</param>
/// <param name="TimeZone">IANA name, by the catalogue; null is UTC.</param>
/// <param name="Country">By the catalogue.</param>
/// <param name="Currency">ISO 4217, by the catalogue.</param>
/// <param name="Totals">Its figures.</param>
internal sealed record StoreAnswer(
    string StoreId, string? Name, string? TimeZone, string? Country, string? Currency, TotalsAnswer Totals)
{
    public static StoreAnswer Of(string id, StoreView store, in Totals shown) => new(
        id,
        store.Description?.Name ?? store.Figures.Name?.Name,
        store.Description?.TimeZone,
        store.Description?.Country,
        store.Description?.Currency,
        TotalsAnswer.Of(shown));

    public static StoreAnswer Of(EntityRow row, CurrencyView view) => new(
        row.Id, row.Name, row.TimeZone, row.Country, row.Currency, TotalsAnswer.Of(view.Of(row.Totals)));
}

/// <summary>A product.</summary>
/// <param name="ProductId">Its id.</param>
/// <param name="Name">By the catalogue, or else the latest line's description.</param>
/// <param name="Category">By the catalogue.</param>
/// <param name="Price">By the catalogue.</param>
/// <param name="Totals">Its figures.</param>
internal sealed record ProductAnswer(string ProductId, string? Name, string? Category, decimal? Price, TotalsAnswer Totals)
{
    public static ProductAnswer Of(string id, ProductView product, in Totals shown) => new(
        id,
        product.Description?.Name ?? product.Figures.Name?.Name,
        product.Description?.Category,
        product.Description?.Price,
        TotalsAnswer.Of(shown));

    public static ProductAnswer Of(EntityRow row, CurrencyView view) => new(row.Id, row.Name, row.Category, row.Price, TotalsAnswer.Of(view.Of(row.Totals)));
}

/// <summary>A customer.</summary>
/// <param name="CustomerId">Its id.</param>
/// <param name="Name">By the catalogue.</param>
/// <param name="Country">By the catalogue.</param>
/// <param name="Totals">Its figures.</param>
internal sealed record CustomerAnswer(string CustomerId, string? Name, string? Country, TotalsAnswer Totals)
{
    public static CustomerAnswer Of(string id, CustomerView customer, in Totals shown) => new(
        id,
        customer.Description?.Name ?? customer.Figures.Name?.Name,
        customer.Description?.Country,
        TotalsAnswer.Of(shown));

    public static CustomerAnswer Of(EntityRow row, CurrencyView view) => new(row.Id, row.Name, row.Country, TotalsAnswer.Of(view.Of(row.Totals)));
}
