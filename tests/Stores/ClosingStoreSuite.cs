using RetailGrains.Ledger;
using RetailGrains.Ledger.Closing;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

public abstract class ClosingStoreSuite : StoreSuite
{
    private static readonly DateOnly Day = new(2011, 6, 15);

    [Fact]
    public async Task A_day_is_the_sum_of_its_own_entries_only()
    {
        LedgerEntry[] entries = [.. Enumerable.Range(1, 400).Select(Random)];
        await Store.Ledger.AppendAsync(entries, None);
        foreach (DateOnly day in (DateOnly[])[Day.AddDays(-1), Day, Day.AddDays(1)])
        {
            LedgerEntry[] ofDay = [.. entries.Where(entry => entry.StoreId == "S" && entry.BusinessDate == day)];
            Assert.True(ofDay.Length > 20);
            ClosingRows rows = await Store.Closings.ReadAsync("S", day, 10_000, None);
            Assert.Equal(EntriesOf(ofDay), rows.Entries.ToHashSet());
            Assert.Equal(LinesOf(ofDay), rows.Lines.Select(WithoutZeros).ToHashSet());
            Assert.Equal(PaymentsOf(ofDay), rows.Payments.Select(paid => paid with { Amount = Plain(paid.Amount) }).ToHashSet());
        }
    }

    [Fact]
    public async Task A_day_without_transactions_has_no_groups_and_at_most_one_group_beyond_the_limit_is_read()
    {
        LedgerEntry[] entries = [.. Enumerable.Range(1, 20).Select(i => With(Entry(0, i), new SaleDetails(Register: $"R{i}")))];
        await Store.Ledger.AppendAsync(entries, None);
        ClosingRows none = await Store.Closings.ReadAsync("S", Day.AddDays(7), 10, None);
        Assert.Equal((0, 0, 0), (none.Entries.Count, none.Lines.Count, none.Payments.Count));
        ClosingRows some = await Store.Closings.ReadAsync("S", Day, 10, None);
        Assert.Equal((11, 11), (some.Entries.Count, some.Lines.Count));
        await Store.Closings.ReadAsync("S", new DateOnly(2000, 1, 1), 10, None);
    }

    private static LedgerEntry Random(int i)
    {
        var random = new Random(i);
        TimeSpan offset = TimeSpan.FromMinutes(15 * random.Next(-48, 57));
        var at = new DateTimeOffset(Noon.AddMinutes(random.Next(-36 * 60, 36 * 60)), TimeSpan.Zero);
        TransactionKind kind = random.Next(5) == 0 ? TransactionKind.Return : TransactionKind.Sale;
        SaleLine[] lines = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomLine(random, kind))];
        var details = new SaleDetails(
            Register: random.Next(3) is > 0 and var register ? $"R{register}" : null,
            Cashier: random.Next(3) is > 0 and var cashier ? $"O'{cashier}" : null,
            TaxExcluded: random.Next(4) == 0,
            Payments: random.Next(3) == 0
                ? null
                : [.. Enumerable.Range(0, random.Next(1, 3))
                    .Select(p => new Payment(p == 0 ? "card" : "cash", random.Next(-500, 500) / 100m))]);
        EntryEffect effect = (EntryEffect)(random.Next(6) is < 3 and var other ? other : 0);
        string store = random.Next(4) == 0 ? "s" : "S";
        LedgerEntry entry = Entry(i % Partitions, (i / Partitions) + 1, $"T{i}", store, null, at.ToOffset(offset), kind, lines);
        return entry with
        {
            Details = details.OrNull(),
            Currency = random.Next(3) switch { 0 => null, 1 => "EUR", _ => "GBP" },
            Mark = effect == EntryEffect.Records ? null : new RevisionMark(2, effect, 1),
        };
    }

    private static SaleLine RandomLine(Random random, TransactionKind kind)
    {
        int sign = kind == TransactionKind.Return ? -1 : 1;
        decimal quantity = sign * random.Next(4) switch { 0 => 0.355m, 1 => 0, _ => random.Next(1, 9) };
        decimal price = random.Next(-200, 2000) / 100m;
        decimal? tax = random.Next(3) == 0 ? null : random.Next(-300, 300) / 100m;
        decimal? rate = tax is null ? null : random.Next(3) switch { 0 => 20m, 1 => 5.5m, _ => 0m };
        return random.Next(3) == 0
            ? Line("P", random.Next(1, 5), price)
            : SaleLine.Of("P", null, quantity, price, random.Next(3) == 0 ? random.Next(0, 100) / 100m : null, null, tax, rate);
    }

    private static LedgerEntry With(LedgerEntry entry, SaleDetails details) => entry with { Details = details };

    private static ClosingPart PartOf(LedgerEntry entry) =>
        new(entry.Currency, entry.Details?.Register, entry.Details?.Cashier, entry.OccurredAt.Hour);

    private static HashSet<ClosingEntries> EntriesOf(LedgerEntry[] entries) =>
    [
        .. entries.GroupBy(PartOf).Select(group => new ClosingEntries(
            group.Key,
            group.Sum(entry => (long)entry.CountSign),
            group.Where(entry => entry.Kind == TransactionKind.Return).Sum(entry => (long)entry.CountSign),
            group.Min(entry => entry.OccurredAt.UtcDateTime),
            group.Max(entry => entry.OccurredAt.UtcDateTime))),
    ];

    private static HashSet<ClosingLines> LinesOf(LedgerEntry[] entries) =>
    [
        .. entries
            .SelectMany(entry => entry.Lines.Select(line => (Entry: entry, Line: line)))
            .GroupBy(one => (Part: PartOf(one.Entry), one.Line.TaxRate, IsPaid: one.Entry.Details?.Payments is not null))
            .Select(group => WithoutZeros(new ClosingLines(
                group.Key.Part,
                group.Key.TaxRate,
                group.Key.IsPaid,
                group.Where(one => one.Line.Amount > 0).Sum(one => one.Entry.Sign * one.Line.Amount),
                group.Where(one => one.Line.Amount < 0).Sum(one => one.Entry.Sign * one.Line.Amount),
                group.Sum(one => one.Entry.Sign * one.Line.Quantity),
                group.Sum(one => (long)one.Entry.CountSign),
                group.Sum(one => one.Entry.Sign * Math.Sign(one.Line.Quantity) * one.Line.Discount),
                group.Sum(one => one.Entry.Sign * (one.Line.Tax ?? 0)),
                group.Sum(one => one.Entry.Details?.TaxExcluded == true ? 0 : one.Entry.Sign * (one.Line.Tax ?? 0))))),
    ];

    private static HashSet<ClosingPayments> PaymentsOf(LedgerEntry[] entries) =>
    [
        .. entries
            .SelectMany(entry => (entry.Details?.Payments ?? []).Select(payment => (Entry: entry, Payment: payment)))
            .GroupBy(one => (one.Entry.Currency, one.Payment.Method))
            .Select(group => new ClosingPayments(
                group.Key.Currency,
                group.Key.Method,
                Plain(group.Sum(one => one.Entry.Sign * one.Payment.Amount)),
                group.Sum(one => (long)one.Entry.CountSign))),
    ];

    private static ClosingLines WithoutZeros(ClosingLines lines) => lines with
    {
        TaxRate = lines.TaxRate is { } rate ? Plain(rate) : null,
        GrossSales = Plain(lines.GrossSales),
        Reductions = Plain(lines.Reductions),
        Units = Plain(lines.Units),
        Discounts = Plain(lines.Discounts),
        Tax = Plain(lines.Tax),
        IncludedTax = Plain(lines.IncludedTax),
    };

    private static decimal Plain(decimal value) => value;
}
