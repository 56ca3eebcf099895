using CsCheck;
using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Figures;

/// <summary>Figures in several currencies have the same sum in any order, which equals that of an independent computation.</summary>
public sealed class TotalsTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static Gen<SaleLine> Lines { get; } = Gen.Select(
        Gen.Int[-50_000, 50_000], Gen.Int[0, 99_999], Gen.Int[-500, 500], Gen.Int[-500, 500], Gen.Int[0, 3],
        (quantity, price, off, tax, given) => given switch
        {
            0 => new SaleLine("p", null, quantity / 1_000, price / 100m),
            1 => SaleLine.Of("p", null, quantity / 1_000m, price / 100m, off / 100m, null, tax / 100m, 20),
            2 => SaleLine.Of("p", null, quantity / 10_000m, price / 100m, null, off, null, null),
            _ => SaleLine.Of("p", null, 0, price / 100m, null, null, null, null),
        });

    private static Gen<LedgerEntry> Entries { get; } = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 999], Gen.Bool, Gen.Int[0, 2], Lines.Array[1, 4],
        (effect, currency, minute, taxExcluded, kind, lines) => new LedgerEntry(
            new Position(0, 1), "t", "s", null, new DateTimeOffset(Start.AddMinutes(minute)), (TransactionKind)kind, lines, Start)
        {
            Currency = currency == 0 ? null : $"C{currency}",
            Details = taxExcluded ? new SaleDetails(TaxExcluded: true) : null,
            Mark = effect == 0 ? null : new RevisionMark(2, (EntryEffect)effect),
        });

    [Fact]
    public void Figures_are_the_sums_of_the_entries_by_currency_in_any_order() => Entries.Array[0, 12].Sample(entries =>
    {
        Totals sum = Sum(entries);
        Assert.Equal(sum, Sum(entries.Reverse()));
        Assert.Equal(sum, Sum(entries[..(entries.Length / 2)]) + Sum(entries[(entries.Length / 2)..]));
        string?[] currencies = [.. entries.Select(entry => entry.Currency).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(currencies, sum.ByCurrency().Select(part => part.Currency));
        Assert.Equal(currencies.Length > 1, sum.IsMixed);
        foreach (Totals part in sum.ByCurrency()) AssertIs([.. entries.Where(entry => entry.Currency == part.Currency)], part);
        Assert.Equal(entries.Sum(entry => entry.CountSign), sum.Transactions);
        Assert.Equal(entries.Sum(entry => entry.CountSign * entry.Lines.Length), sum.Lines);
        Assert.Equal(entries.Sum(entry => entry.Sign * entry.Lines.Sum(line => line.Quantity)), sum.Units);
        if (sum.IsMixed) Assert.Equal((0m, 0m, 0m, 0m, null), (sum.NetRevenue, sum.GrossSales, sum.Discounts, sum.Tax, sum.Currency));
    });

    [Fact]
    public void An_annulled_transaction_leaves_only_its_times() => Entries.Sample(entry =>
    {
        LedgerEntry first = entry with { Mark = null };
        Totals nothing = SaleFigures.Of(first) + SaleFigures.Of(first with { Mark = new RevisionMark(2, EntryEffect.Annuls, 1) });
        DateTime at = entry.OccurredAt.UtcDateTime;
        Assert.True(nothing.IsZero);
        Assert.Equal(new Totals(0, 0, 0, 0, 0, 0, at, at) { Currency = entry.Currency }, nothing);
    });

    [Fact]
    public void Figures_of_one_currency_are_added_without_an_allocation()
    {
        var entry = new LedgerEntry(
            new Position(0, 1), "t", "s", null, new DateTimeOffset(Start), TransactionKind.Sale,
            [SaleLine.Of("p", null, 0.355m, 3.99m, 0.1m, null, 0.2m, 20), new SaleLine("q", null, 2, 1.5m)], Start)
        {
            Currency = "EUR",
        };
        Totals sum = SaleFigures.Of(entry) + SaleFigures.Of(entry);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) sum += SaleFigures.Of(entry);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1_002, sum.Transactions);
    }

    private static Totals Sum(IEnumerable<LedgerEntry> entries) => Totals.OfParts(entries.Select(SaleFigures.Of));

    private static void AssertIs(LedgerEntry[] entries, Totals part)
    {
        var lines = entries.SelectMany(entry => entry.Lines.Select(line => (Entry: entry, Line: line))).ToArray();
        Assert.Equal(lines.Where(one => one.Line.Amount > 0).Sum(one => one.Entry.Sign * one.Line.Amount), part.GrossSales);
        Assert.Equal(lines.Where(one => one.Line.Amount < 0).Sum(one => one.Entry.Sign * one.Line.Amount), part.Reductions);
        Assert.Equal(
            lines.Sum(one => one.Entry.Sign * (one.Line.Quantity < 0 ? -1 : one.Line.Quantity > 0 ? 1 : 0) * one.Line.Discount),
                part.Discounts);
        Assert.Equal(lines.Sum(one => one.Entry.Sign * (one.Line.Tax ?? 0)), part.Tax);
        decimal included = lines.Where(one => one.Entry.Details is null).Sum(one => one.Entry.Sign * (one.Line.Tax ?? 0));
        Assert.Equal(lines.Sum(one => one.Entry.Sign * one.Line.Amount) - included, part.NetRevenueExTax);
        Assert.Equal(entries.Where(entry => entry.Kind == TransactionKind.Return).Sum(entry => entry.CountSign), part.Returns);
        Assert.Equal(entries.Min(entry => entry.OccurredAt.UtcDateTime), part.FirstAt);
        Assert.Equal(entries.Max(entry => entry.OccurredAt.UtcDateTime), part.LastAt);
    }
}
