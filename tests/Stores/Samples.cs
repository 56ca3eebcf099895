using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Tests.Stores;

/// <summary>Entries and figures to test with.</summary>
internal static class Samples
{
    private static readonly string?[] Codes = [null, "EUR", "JPY"];

    public static readonly DateTime Noon = new(2011, 6, 15, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Ids that careless comparison, hashing, escaping or encoding would mix up.</summary>
    public static readonly string[] AwkwardIds =
        ["85123A", "85123a", "0123", "123", "a/b", "a\\b", "100%", "100_", "日本", "é", "É", "'; --", "null", "NULL", " x", "x ", "🛒"];

    public static SaleLine Line(string product = "P", decimal quantity = 1, decimal price = 1m, string? description = null) =>
        new(product, description, quantity, price);

    public static LedgerEntry Entry(
        int partition, long sequence, string? id = null, string store = "S", string? customer = null, DateTimeOffset? at = null,
        TransactionKind kind = TransactionKind.Sale, params SaleLine[] lines) => new(
            new Position(partition, sequence),
            id ?? $"T-{partition}-{sequence}",
            store,
            customer,
            at ?? new DateTimeOffset(Noon.AddMinutes(sequence)),
            kind,
            lines.Length > 0 ? lines : [Line()],
            Noon.AddTicks(10));

    /// <summary>A random entry with any combination of the optional fields.</summary>
    public static LedgerEntry SomeSale(Random random, int partition, int n)
    {
        bool plain = random.Next(4) == 0;
        LedgerEntry entry = Entry(
            partition, n, null, $"S{random.Next(2)}", random.Next(3) == 0 ? null : $"C{random.Next(3)}",
            new DateTimeOffset(Noon.AddDays(random.Next(3))), (TransactionKind)random.Next(3),
            [.. Enumerable.Range(0,
                random.Next(1, 5)).Select(_ => plain ? Line($"P{random.Next(3)}", random.Next(-5, 6)) : SomeLine(random))]);
        if (plain) return entry;
        string? code = Codes[random.Next(3)];
        return entry with
        {
            Currency = code,
            IsCurrencyDefault = code is not null && Maybe(),
            Details = new SaleDetails(
                Maybe() ? "till 1" : null,
                Maybe() ? "Ann" : null,
                Maybe() ? "a note, 日本 \"x\"" : null,
                Maybe() ? "T-0-1" : null,
                Maybe(),
                Maybe() ? [new Payment("card", 1.2345m), new Payment("voucher", -1_000_000_000_000m)] : null).OrNull(),
            Provenance = Maybe() ? new Provenance("import:7", Maybe() ? "ann" : null, Maybe() ? Guid.NewGuid() : null) : null,
            Mark = Maybe() ? new RevisionMark(random.Next(2, 5), (EntryEffect)random.Next(3), Maybe() ? 1 : null) : null,
        };

        bool Maybe() => random.Next(2) == 0;
    }

    private static SaleLine SomeLine(Random random)
    {
        decimal quantity = random.Next(-2_000_000, 2_000_000) / (random.Next(2) == 0 ? 10_000m : 1_000m);
        if (random.Next(5) == 0) quantity = 0;
        decimal price = random.Next(-100, 1_000_000) / 10_000m;
        decimal? discount = random.Next(3) == 0 ? random.Next(-10, 1_000) / 100m : null;
        decimal? amount = discount is null && random.Next(3) == 0 ? random.Next(-1_000_000, 1_000_000) / 100m : null;
        decimal? tax = random.Next(2) == 0 ? random.Next(-1_000, 1_000) / 10_000m : null;
        return SaleLine.Of($"P{random.Next(3)}", null, quantity, price, discount, amount, tax, random.Next(2) == 0 ? 20 : null);
    }

    public static void AssertSame(LedgerEntry expected, LedgerEntry actual)
    {
        Assert.Equal(expected with { Lines = [] }, actual with { Lines = [] }, (a, b) => Flat(a) == Flat(b));
        Assert.Equal(expected.OccurredAt.Offset, actual.OccurredAt.Offset);
        Assert.Equal(DateTimeKind.Utc, actual.RecordedAt.Kind);
        Assert.Equal(expected.Lines, actual.Lines);
    }

    public static void AssertSame(IEnumerable<LedgerEntry> expected, IEnumerable<LedgerEntry> actual)
    {
        LedgerEntry[] wanted = [.. expected], found = [.. actual];
        Assert.Equal(wanted.Select(e => e.TransactionId), found.Select(e => e.TransactionId));
        foreach ((LedgerEntry a, LedgerEntry b) in wanted.Zip(found)) AssertSame(a, b);
    }

    /// <summary>Figures of which no two are equal.</summary>
    public static Totals Some(int n) => new(
        100m * n + 0.1234m, -3m * n - 0.005m, 7 * n, 5 * n, 2 * n, n, Noon.AddDays(-n), Noon.AddDays(n).AddTicks(10));

    public static EntitySnapshot Snapshot(
        string id, long baseVersion = 0, int n = 1, long[]? watermarks = null, LineName? name = null,
        EntityKind kind = EntityKind.Product, params DayTotals[] days) =>
        new(new EntityKey(kind, id), baseVersion, watermarks ?? [n, 0, 0, 0], Some(n), name, days);

    public static DayTotals Day(int day, int n = 1) => new(new DateOnly(2011, 6, day), Some(n));

    private static LedgerEntry Flat(LedgerEntry entry) => entry with { Lines = Array.Empty<SaleLine>() };
}
