using System.Globalization;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Revisions;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

/// <summary>Sales with every field that a sale may have.</summary>
public abstract class SaleFieldsSuite : StoreSuite
{
    [Fact]
    public async Task Sales_with_any_fields_are_read_back_as_they_were_written_and_their_hashes_are_verified()
    {
        var sealer = new EntrySealer(await Store.Hashes.KeyAsync(None));
        var random = new Random(16);
        LedgerEntry[] entries = [.. Enumerable.Range(1, 300).Select(n => SomeSale(random, 0, n))];
        byte[] previous = EntrySealer.Seed(0);
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = entries[i] with { Hashes = sealer.Seal(entries[i], previous) };
            previous = EntrySealer.EntryHash(entries[i]).ToArray();
        }

        // The first 200 entries in one commit, plain ones included, and the others one by one.
        await Store.Ledger.AppendAsync(entries[..200], None);
        foreach (LedgerEntry entry in entries[200..]) await Store.Ledger.AppendAsync([entry], None);
        var read = new List<LedgerEntry>();
        await foreach (LedgerEntry entry in Store.Ledger.ReadAsync(0, 0, long.MaxValue, None)) read.Add(entry);
        Assert.Equal(entries.Length, read.Count);
        foreach ((LedgerEntry sent, LedgerEntry found) in entries.Zip(read)) AssertEqual(sent, found);

        var check = new HashChainVerifier(0, sealer);
        await foreach (HashedRow row in Store.Hashes.ReadAsync(0, 0, long.MaxValue, None))
            Assert.True(check.Check(row), $"{row.Position}: {check.Fault}");
        IReadOnlyList<LedgerHeadline> newest = await Store.Ledger.NewestAsync([0, 0, 0, 0], [300, 0, 0, 0], 300, None);
        Assert.Equal(
            entries.Select(entry => entry.Total).Order(),
            newest.Select(headline => headline.Total).Order());
        Assert.Equal(
            entries.Select(entry => (entry.Position, entry.Currency)).OrderBy(one => one.Position.Sequence),
            newest.Select(headline => (headline.Position, headline.Currency)).OrderBy(one => one.Position.Sequence));
        foreach ((string column, decimal expected) in new[]
        {
            ("amount", entries.Sum(entry => entry.Total)),
            ("quantity", entries.Sum(entry => entry.Sign * entry.Lines.Sum(line => line.Quantity))),
            ("discount", entries.Sum(entry => entry.Sign * entry.Lines.Sum(line => Math.Sign(line.Quantity) * line.Discount))),
            ("tax", entries.Sum(entry => entry.Sign * entry.Lines.Sum(line => line.Tax ?? 0))),
        })
        {
            Assert.Equal(expected, await SumAsync(column));
        }
    }

    [Theory]
    [InlineData("own", true)]
    [InlineData("other", false)]
    public async Task Linked_returns_are_read_up_to_a_size_and_those_of_other_stores_beyond_it_prevent_no_void(string store, bool hasMore)
    {
        const int Large = 6;
        SaleLine[] lines = [.. Enumerable.Repeat(new SaleLine("p", new string('x', 200), -0.0001m, 1), 4_000)];
        await Store.Ledger.AppendAsync([Entry(0, 1, "sale", store: "own")], None);
        for (int n = 0; n < Large; n++)
        {
            LedgerEntry large = Entry(0, 2 + n, $"large-{n}", store) with
            {
                Lines = lines,
                RecordedAt = Noon.AddSeconds(n),
                Details = new SaleDetails(OriginalTransactionId: "sale"),
            };
            await Store.Ledger.AppendAsync([large], None);
        }

        RevisionFacts facts = await RevisionFacts.ReadAsync(Store.Ledger, "sale", None);
        Assert.Equal(hasMore, facts.HasMoreReturns);
        Assert.InRange(facts.Returns.Count, 1, Large - 1);
        Assert.InRange(facts.Returns.Sum(TransactionSize.Of), 0, RevisionFacts.MaxReturnBytes + TransactionSize.MaxBytes);
    }

    [Fact]
    public async Task Linked_transactions_of_the_originals_store_come_first_and_then_those_recorded_first()
    {
        LedgerEntry[] entries =
        [
            Linked(1, "d", "other", "sale"), Linked(2, "c", "other", "sale"), Linked(3, "b", "own", "sale"), Linked(4, "a", "own", "sale"),
            Linked(5, "e", "own", "another"), Entry(0, 6, "sale", store: "own"),
            // Annulled, voided today, and corrected to a return of another store and of another sale.
            Linked(7, "f", "own", "sale"), Linked(8, "f", "own", "sale") with { Mark = new RevisionMark(2, EntryEffect.Annuls, 1) },
            Linked(9, "g", "own", "sale"), Entry(0, 10, "g", store: "own") with { Mark = new RevisionMark(2, TakesBack: 1) },
            Linked(11, "h", "own", "sale"), Linked(12, "h", "own", "sale") with { Mark = new RevisionMark(2, EntryEffect.Annuls, 1) },
            Linked(13, "h", "other", "sale") with { Mark = new RevisionMark(3) },
            Linked(14, "i", "own", "sale"), Linked(15, "i", "own", "sale") with { Mark = new RevisionMark(2, EntryEffect.Annuls, 1) },
            Linked(16, "i", "own", "another") with { Mark = new RevisionMark(3) },
        ];
        await Store.Ledger.AppendAsync(entries, None);
        Assert.Equal(
            [new LinkedTransaction("b", true), new LinkedTransaction("a", true), new LinkedTransaction("d", false),
                new LinkedTransaction("c", false), new LinkedTransaction("h", false)],
            await Store.Ledger.LinkedAsync("sale", "own", 10, None));
        Assert.Equal(["b", "a", "d"], (await Store.Ledger.LinkedAsync("sale", "own", 3, None)).Select(one => one.TransactionId));
        Assert.Empty(await Store.Ledger.LinkedAsync("b", "own", 10, None));

        static LedgerEntry Linked(long sequence, string id, string store, string original) => Entry(0, sequence, id, store) with
        {
            RecordedAt = Noon.AddSeconds(sequence),
            Details = new SaleDetails(OriginalTransactionId: original),
        };
    }

    [Fact]
    public async Task An_id_has_one_entry_per_revision()
    {
        LedgerEntry first = Entry(0, 1, "t");
        await Store.Ledger.AppendAsync([first], None);
        LedgerEntry second = Entry(0, 2, "t") with { Mark = new RevisionMark(2, EntryEffect.Annuls, 1) };
        await Store.Ledger.AppendAsync([second, Entry(0, 3, "t") with { Mark = new RevisionMark(3) }], None);
        await Assert.ThrowsAsync<LedgerRefusedException>(() => Store.Ledger.AppendAsync([Entry(0, 4, "t")], None));
        await Assert.ThrowsAsync<LedgerRefusedException>(
            () => Store.Ledger.AppendAsync([Entry(0, 4, "u"), Entry(0, 5, "t") with { Mark = new RevisionMark(2) }], None));
        Assert.Equal(3, await Store.Ledger.HeadAsync(0, None));
        AssertEqual(first, (await Store.Ledger.FindAsync(["t"], None))["t"]);
        Assert.Equal((0, 2), (await Store.Ledger.UncountedAsync(0, upTo: 1, None), await Store.Ledger.UncountedAsync(0, upTo: 3, None)));
    }

    private protected abstract Task<decimal> SumAsync(string column);

    private static void AssertEqual(LedgerEntry sent, LedgerEntry found)
    {
        AssertSame(Bare(sent), Bare(found));
        Assert.True(SaleDetails.HaveSameContent(sent.Details, found.Details), $"{sent.Details} {found.Details}");
        Assert.Equal(sent.Details is null, found.Details is null);

        static LedgerEntry Bare(LedgerEntry entry) => entry with { Hashes = null, Details = null };
    }
}

public sealed class SqliteSaleFieldsTests : SaleFieldsSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());

    /// <summary>Adds the values here, because SQLite adds decimals only as floating-point numbers.</summary>
    private protected override async Task<decimal> SumAsync(string column)
    {
        string? texts = (string?)await Database.ScalarAsync($"SELECT group_concat({column}, ' ') FROM ledger_line");
        return texts!.Split(' ').Sum(text => decimal.Parse(text, CultureInfo.InvariantCulture));
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresSaleFieldsTests(PostgresFixture server) : SaleFieldsSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();

    private protected override async Task<decimal> SumAsync(string column) =>
        Convert.ToDecimal(await Database.ScalarAsync($"SELECT sum({column}) FROM ledger_line"), CultureInfo.InvariantCulture);
}
