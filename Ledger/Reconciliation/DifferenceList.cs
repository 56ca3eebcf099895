using System.Globalization;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using RetailGrains.Operations;

namespace RetailGrains.Ledger.Reconciliation;

/// <summary>One side of a comparison.</summary>
/// <param name="NetRevenue">The stored net revenue, which may differ from the sum of the other figures.</param>
/// <param name="Totals">The other figures.</param>
internal sealed record Compared(decimal NetRevenue, Totals Totals);

/// <summary>The totals of an entity, or of one of its days, on both sides; null when a side has none.</summary>
internal sealed record Comparison(string Id, DateOnly? Day, Compared? Ledger, Compared? Served);

/// <summary>Collects differences, by figure as in totals. It counts all and keeps the first thousand.</summary>
/// <param name="where">What is compared.</param>
internal sealed class DifferenceList(string where)
{
    private const int MaxReported = 1_000;

    private readonly List<Difference> _reported = [];

    public IReadOnlyList<Difference> Reported => _reported;

    public long Count { get; private set; }

    /// <summary>Adds the differences: the row, when only one side has it, or else each figure.</summary>
    public void Add(Comparison c)
    {
        if (c is { Ledger: { } ledger, Served: { } served }) AddFigures(c, ledger, served);
        else Add(c, "row", c.Ledger is null ? "no lines" : "lines", c.Served is null ? "no row" : "a row");
    }

    private void AddFigures(Comparison c, Compared ledger, Compared served)
    {
        (Totals l, Totals s) = (ledger.Totals, served.Totals);
        Compare(c, "netRevenue", ledger.NetRevenue, served.NetRevenue, Text);
        Compare(c, "grossSales", l.GrossSales, s.GrossSales, Text);
        Compare(c, "reductions", l.Reductions, s.Reductions, Text);
        Compare(c, "units", l.Units, s.Units, Text);
        Compare(c, "lines", l.Lines, s.Lines, Text);
        Compare(c, "transactions", l.Transactions, s.Transactions, Text);
        Compare(c, "returns", l.Returns, s.Returns, Text);
        Compare(c, "firstAt", l.FirstAt, s.FirstAt, Text);
        Compare(c, "lastAt", l.LastAt, s.LastAt, Text);
        Compare(c, "currency", l.Currency, s.Currency, Text);
        Compare(c, "discounts", l.Discounts, s.Discounts, Text);
        Compare(c, "tax", l.Tax, s.Tax, Text);
        Compare(c, "includedTax", l.IncludedTax, s.IncludedTax, Text);
        Compare(c, "byCurrency", CurrencyParts.Write(l.Parts, asText: true), CurrencyParts.Write(s.Parts, asText: true), Text);
    }

    private static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(string? value) => value ?? "none";

    private static string Text(DateTime? value) =>
        value?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture) ?? "none";

    private void Compare<T>(Comparison c, string figure, T ledger, T served, Func<T, string> text)
    {
        if (!EqualityComparer<T>.Default.Equals(ledger, served)) Add(c, figure, text(ledger), text(served));
    }

    private void Add(Comparison c, string figure, string ledger, string served)
    {
        Count++;
        if (_reported.Count < MaxReported) _reported.Add(new Difference(where, c.Id, c.Day, figure, ledger, served));
    }
}
