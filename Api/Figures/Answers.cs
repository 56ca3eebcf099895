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
/// The figures of the chain, a store, a product or a customer. Amounts of different currencies are never added: when there are several
/// currencies, the amounts are null, the counts remain, and `byCurrency` has the figures of each.
/// </summary>
/// <param name="NetRevenue">Sum of all line amounts, exact; null when there are several currencies.</param>
/// <param name="GrossSales">Sum of the line amounts above zero.</param>
/// <param name="Reductions">Sum of the line amounts below zero; zero or negative.</param>
/// <param name="Units">Sum of the quantities.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Transactions">Number of transactions, including returns and adjustments.</param>
/// <param name="Returns">Number of transactions of kind `return`.</param>
/// <param name="FirstAt">Time of the earliest transaction, in UTC; null when there is none.</param>
/// <param name="LastAt">Time of the latest transaction, in UTC; null when there is none.</param>
/// <param name="Currency">Currency of the amounts (ISO 4217); null when it is unknown, or when there are several.</param>
/// <param name="Discounts">Sum of the discounts, less those of returned goods.</param>
/// <param name="Tax">Sum of the taxes.</param>
/// <param name="NetRevenueExTax">Net revenue without the taxes that it includes.</param>
/// <param name="ByCurrency">The figures of each currency when there are several; otherwise null.</param>
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

/// <summary>The figures of the whole chain.</summary>
/// <param name="Totals">The figures of all transactions.</param>
/// <param name="Guest">The figures of the transactions without a customer.</param>
/// <param name="Stores">Number of stores with transactions.</param>
/// <param name="Products">Number of products with transactions.</param>
/// <param name="Customers">Number of customers with transactions.</param>
internal sealed record SummaryAnswer(TotalsAnswer Totals, TotalsAnswer Guest, long Stores, long Products, long Customers)
{
    public static SummaryAnswer Of(ChainSummary summary, TotalsAnswer totals, TotalsAnswer guest) => new(
        totals, guest, summary.Stores, summary.Products, summary.Customers);
}

/// <summary>Figures by interval.</summary>
/// <param name="Interval">The length of the intervals.</param>
/// <param name="Items">The intervals that have transactions, or with `fill` all of them, ascending.</param>
internal sealed record SalesAnswer(
    [property: AllowedValues("day", "week", "month", "year")] string Interval, IReadOnlyList<IntervalAnswer> Items);

/// <summary>The figures of one interval.</summary>
/// <param name="Start">The first day of the interval, in the time zones of the stores.</param>
/// <param name="NetRevenue">Sum of all line amounts, exact; null when there are several currencies.</param>
/// <param name="GrossSales">Sum of the line amounts above zero.</param>
/// <param name="Reductions">Sum of the line amounts below zero; zero or negative.</param>
/// <param name="Units">Sum of the quantities.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Transactions">Number of transactions, including returns and adjustments.</param>
/// <param name="Returns">Number of transactions of kind `return`.</param>
/// <param name="FirstAt">Time of the earliest transaction, in UTC; null when there is none.</param>
/// <param name="LastAt">Time of the latest transaction, in UTC; null when there is none.</param>
/// <param name="Currency">Currency of the amounts (ISO 4217); null when it is unknown, or when there are several.</param>
/// <param name="Discounts">Sum of the discounts, less those of returned goods.</param>
/// <param name="Tax">Sum of the taxes.</param>
/// <param name="NetRevenueExTax">Net revenue without the taxes that it includes.</param>
/// <param name="ByCurrency">The figures of each currency when there are several; otherwise null.</param>
/// <param name="Previous">The figures of the interval that `compare` names; only with `compare`.</param>
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
    IReadOnlyList<TotalsAnswer>? ByCurrency = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TotalsAnswer? Previous = null)
{
    public static IntervalAnswer Of(in DayTotals interval, in Totals? previous)
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
            totals.ByCurrency,
            previous is { } earlier ? TotalsAnswer.Of(earlier) : null);
    }
}

/// <summary>A page of a list or ranking.</summary>
/// <param name="AsOf">Time of the page, in UTC: it shows the figures saved by then. The `ETag` does not depend on it.</param>
/// <param name="Items">The items, at most `limit`.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
internal sealed record EntityPageAnswer<T>(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? AsOf, IReadOnlyList<T> Items, string? Next);

/// <summary>A store, with its catalogue entry and its figures.</summary>
/// <param name="StoreId">The store's id.</param>
/// <param name="Name">The name in the catalogue; null when it gives none.</param>
/// <param name="TimeZone">The IANA time zone in the catalogue; null means UTC.</param>
/// <param name="Country">The country in the catalogue.</param>
/// <param name="Currency">The currency in the catalogue, in three letters (ISO 4217).</param>
/// <param name="Totals">The figures.</param>
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

/// <summary>A product, with its catalogue entry and its figures.</summary>
/// <param name="ProductId">The product's id.</param>
/// <param name="Name">The name in the catalogue, or else the description on the latest line.</param>
/// <param name="Category">The category in the catalogue.</param>
/// <param name="Price">The list price in the catalogue.</param>
/// <param name="Totals">The figures.</param>
internal sealed record ProductAnswer(string ProductId, string? Name, string? Category, decimal? Price, TotalsAnswer Totals)
{
    public static ProductAnswer Of(string id, ProductView product, in Totals shown) => new(
        id,
        product.Description?.Name ?? product.Figures.Name?.Name,
        product.Description?.Category,
        product.Description?.Price,
        TotalsAnswer.Of(shown));

    public static ProductAnswer Of(EntityRow row, CurrencyView view) =>
        new(row.Id, row.Name, row.Category, row.Price, TotalsAnswer.Of(view.Of(row.Totals)));
}

/// <summary>A customer, with the catalogue entry and the figures.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Name">The name in the catalogue; null when it gives none.</param>
/// <param name="Country">The country in the catalogue.</param>
/// <param name="Totals">The figures.</param>
internal sealed record CustomerAnswer(string CustomerId, string? Name, string? Country, TotalsAnswer Totals)
{
    public static CustomerAnswer Of(string id, CustomerView customer, in Totals shown) => new(
        id,
        customer.Description?.Name ?? customer.Figures.Name?.Name,
        customer.Description?.Country,
        TotalsAnswer.Of(shown));

    public static CustomerAnswer Of(EntityRow row, CurrencyView view) =>
        new(row.Id, row.Name, row.Country, TotalsAnswer.Of(view.Of(row.Totals)));
}
