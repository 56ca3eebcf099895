using RetailGrains.Ledger;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

public abstract class LedgerStoreSuite : StoreSuite
{
    private ILedgerStore Ledger => Store.Ledger;

    [Fact]
    public async Task Entries_are_read_back_as_they_were_written()
    {
        LedgerEntry[] entries =
        [
            Entry(2, 1, "a", "United Kingdom", "17850", new DateTimeOffset(2011, 3, 27, 0, 30, 0, TimeSpan.FromHours(5.75)),
                TransactionKind.Sale, Line("85123A", 6, 2.55m, "WHITE HANGING HEART"), Line("85123A", 6, 2.55m, "WHITE HANGING HEART")),
            Entry(2, 2, "b", "Eire", null, new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.FromHours(-9.5)),
                TransactionKind.Return, Line("X", -1, 0m), Line("Y", 3, -11062.06m, "Adjust bad debt")),
            Entry(2, 3, "c", "Eire", "1", new DateTimeOffset(Noon.AddTicks(1230), TimeSpan.Zero), TransactionKind.Adjustment),
        ];
        await Ledger.AppendAsync(entries, None);
        AssertSame(entries, await ReadAsync(2));
        IReadOnlyDictionary<string, LedgerEntry> found = await Ledger.FindAsync(["a", "b", "c", "d"], None);
        Assert.Equal(3, found.Count);
        foreach (LedgerEntry entry in entries) AssertSame(entry, found[entry.TransactionId]);
    }

    /// <summary>Earlier versions recorded empty descriptions, and tills send them. An empty field of a file means no description.</summary>
    [Theory]
    [InlineData("", null)]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData(null, null)]
    public async Task An_empty_description_equals_a_missing_one(string? recorded, string? sent)
    {
        await Ledger.AppendAsync([Entry(0, 1, "t", lines: Line(description: recorded))], None);
        LedgerEntry found = (await Ledger.FindAsync(["t"], None))["t"];
        Assert.Null(found.Lines[0].Description);
        Assert.Null((await ReadAsync(0)).Single().Lines[0].Description);
        var again = new SaleTransaction(
            "t", found.StoreId, null, new SaleTime(found.OccurredAt.DateTime, TimeSpan.Zero), found.Kind, [Line(description: sent)]);
        Assert.True(found.HasContentOf(again));
        Assert.False(found.HasContentOf(again with { Lines = [Line(description: "other")] }));
        Assert.False(found.HasContentOf(again with { Lines = [Line(), Line()] }));
    }

    [Fact]
    public async Task Prices_keep_every_decimal()
    {
        SaleLine[] lines = [Line(price: 9747747.934m % 1_000_000m), Line(price: 0.0001m), Line(price: 999_999.9999m), Line(price: -0.125m)];
        await Ledger.AppendAsync([Entry(0, 1, lines: lines)], None);
        Assert.Equal(lines, (await ReadAsync(0)).Single().Lines);
    }

    [Fact]
    public async Task The_largest_transaction_is_exact()
    {
        SaleLine[] lines = [.. Enumerable.Range(0, 5_000).Select(i => Line($"P{i}", 1_000_000, 999_999.9999m, "D"))];
        SaleLine[] back = Array.ConvertAll(lines, line => line.Negated());
        await Ledger.AppendAsync([Entry(0, 1, lines: lines), Entry(0, 2, lines: back)], None);
        List<LedgerEntry> read = await ReadAsync(0);
        Assert.Equal(4_999_999_999_500_000m, read[0].Total);
        Assert.Equal(-4_999_999_999_500_000m, read[1].Total);
        Assert.Equal(lines, read[0].Lines);
    }

    [Fact]
    public async Task A_taken_id_refuses_the_whole_commit()
    {
        await Ledger.AppendAsync([Entry(0, 1, "taken")], None);
        await Assert.ThrowsAsync<LedgerRefusedException>(
            () => Ledger.AppendAsync([Entry(0, 2, "new"), Entry(1, 1, "taken"), Entry(2, 1, "newer")], None));
        Assert.Equal(1, await Ledger.HeadAsync(0, None));
        Assert.Equal(0, await Ledger.HeadAsync(1, None));
        Assert.Equal(0, await Ledger.HeadAsync(2, None));
        Assert.Empty(await Ledger.FindAsync(["new", "newer"], None));
    }

    [Fact]
    public async Task A_taken_sequence_refuses_the_whole_commit()
    {
        await Ledger.AppendAsync([Entry(0, 1), Entry(0, 2, "first")], None);
        await Assert.ThrowsAsync<LedgerRefusedException>(
            () => Ledger.AppendAsync([Entry(1, 1, "other"), Entry(0, 2, "second"), Entry(0, 3, "third")], None));
        Assert.Equal(2, await Ledger.HeadAsync(0, None));
        Assert.Empty(await Ledger.FindAsync(["other", "second", "third"], None));
        AssertSame(Entry(0, 2, "first"), (await Ledger.FindAsync(["first"], None))["first"]);
    }

    [Fact]
    public async Task An_id_twice_in_one_commit_refuses_it()
    {
        await Assert.ThrowsAsync<LedgerRefusedException>(() => Ledger.AppendAsync([Entry(0, 1, "twice"), Entry(1, 1, "twice")], None));
        Assert.Empty(await Ledger.FindAsync(["twice"], None));
    }

    [Fact]
    public async Task One_of_many_writers_of_a_sequence_wins_and_the_ledger_continues()
    {
        bool[] won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                await Ledger.AppendAsync([Entry(3, 1, $"writer-{i}"), Entry(3, 2, $"writer-{i}-2")], None);
                return true;
            }
            catch (LedgerRefusedException)
            {
                return false;
            }
        })));
        Assert.Single(won, true);
        await Ledger.AppendAsync([Entry(3, 3)], None);
        int winner = Array.IndexOf(won, true);
        Assert.Equal([$"writer-{winner}", $"writer-{winner}-2", "T-3-3"], (await ReadAsync(3)).Select(e => e.TransactionId));
    }

    [Fact]
    public async Task Ids_that_look_alike_stay_apart()
    {
        LedgerEntry[] entries =
        [
            .. AwkwardIds.Select((id, i) => Entry(1, i + 1, id, id, id, null, TransactionKind.Sale, Line(id, i + 1, 1m, id))),
        ];
        await Ledger.AppendAsync(entries, None);
        IReadOnlyDictionary<string, LedgerEntry> found = await Ledger.FindAsync(AwkwardIds, None);
        foreach (LedgerEntry entry in entries)
        {
            AssertSame(entry, found[entry.TransactionId]);
            AssertSame([entry], await FindAsync(Query(store: entry.StoreId)));
            AssertSame([entry], await FindAsync(Query(customer: entry.StoreId)));
            AssertSame([entry], await FindAsync(Query(product: entry.StoreId)));
        }
    }

    [Fact]
    public async Task A_partition_is_read_in_order_without_gaps_or_entries_of_other_partitions()
    {
        const int count = 2_500;
        await Ledger.AppendAsync([.. Enumerable.Range(1, count).Select(i => Entry(0, i))], None);
        await Ledger.AppendAsync([.. Enumerable.Range(1, 10).Select(i => Entry(1, i))], None);
        Assert.Equal(count, await Ledger.HeadAsync(0, None));
        Assert.Equal(10, await Ledger.HeadAsync(1, None));
        Assert.Equal(0, await Ledger.HeadAsync(2, None));
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), (await ReadAsync(0)).Select(e => e.Position.Sequence));
        Assert.Equal([8L, 9L], (await ReadAsync(0, 7, 9)).Select(e => e.Position.Sequence));
        Assert.Empty(await ReadAsync(0, 9, 9));
        Assert.Empty(await ReadAsync(0, count, long.MaxValue));
        Assert.Empty(await ReadAsync(2));
    }

    [Fact]
    public async Task Appending_continues_while_the_ledger_is_read()
    {
        await Ledger.AppendAsync([Entry(0, 1), Entry(0, 2)], None);
        var read = new List<long>();
        await foreach (LedgerEntry entry in Ledger.ReadAsync(0, 0, 2, None))
        {
            read.Add(entry.Position.Sequence);
            await Ledger.AppendAsync([Entry(0, entry.Position.Sequence + 2)], None);
        }

        Assert.Equal([1L, 2L], read);
        Assert.Equal(4, await Ledger.HeadAsync(0, None));
    }

    [Fact]
    public async Task Queries_return_the_newest_first_and_ties_by_id()
    {
        DateTimeOffset at = new(Noon);
        LedgerEntry[] entries =
        [
            Entry(0, 1, "a", at: at), Entry(1, 1, "B", at: at), Entry(0, 2, "b", at: at.ToOffset(TimeSpan.FromHours(2))),
            Entry(0, 3, "later", at: at.AddSeconds(1)), Entry(0, 4, "earlier", at: at.AddDays(-1)),
        ];
        await Ledger.AppendAsync(entries, None);
        string[] order = ["later", "b", "a", "B", "earlier"];
        Assert.Equal(order, Ids(await FindAsync(Query())));
        Assert.Equal(order, await PagedAsync(Query() with { Limit = 1 }));
        Assert.Equal(order, await PagedAsync(Query() with { Limit = 2 }));
    }

    [Fact]
    public async Task Filters_of_a_query_are_combined()
    {
        DateTimeOffset at = new(Noon);
        await Ledger.AppendAsync(
            [
                Entry(0, 1, "1", "S1", "C1", at, TransactionKind.Sale, Line("P1"), Line("P2"), Line("P1")),
                Entry(0, 2, "2", "S1", null, at.AddHours(1), TransactionKind.Sale, Line("P2")),
                Entry(0, 3, "3", "S2", "C1", at.AddHours(2), TransactionKind.Return, Line("P1")),
                Entry(1, 1, "4", "S2", "C2", at.AddHours(3), TransactionKind.Sale, Line("P3")),
            ],
            None);
        Assert.Equal(["2", "1"], Ids(await FindAsync(Query(store: "S1"))));
        Assert.Equal(["3", "1"], Ids(await FindAsync(Query(customer: "C1"))));
        Assert.Equal(["2", "1"], Ids(await FindAsync(Query(product: "P2"))));
        Assert.Equal(["3"], Ids(await FindAsync(Query("S2", "C1", "P1"))));
        Assert.Empty(await FindAsync(Query("S1", "C1", "P3")));
        Assert.Equal(["3", "2"], Ids(await FindAsync(Query() with { From = at.AddHours(1), To = at.AddHours(3) })));
        Assert.Equal(["3", "1"], await PagedAsync(Query(product: "P1") with { Limit = 1 }));
    }

    [Fact]
    public async Task A_page_ends_at_its_limit_in_bytes_and_the_pages_contain_every_entry_once()
    {
        const int count = 60, description = 10_000;
        // Small entries, large entries, and one entry that alone exceeds the limit of a page.
        LedgerEntry[] entries =
        [
            .. Enumerable.Range(1, count).Select(n => Entry(0, n, at: new DateTimeOffset(Noon.AddSeconds(n / 3)), lines: Line(
                description: new string('x', n == 30 ? 20 * description : n % 3 == 0 ? 10 : description)))),
        ];
        await Ledger.AppendAsync(entries, None);
        int pages = 0;
        List<string> ids = await PagedAsync(Query() with { MaxBytes = 5 * description }, page =>
        {
            pages++;
            Assert.NotEmpty(page.Entries);
            // A page ends with the first entry that reaches the limit.
            Assert.True(page.Entries.SkipLast(1).Sum(entry => entry.Lines[0].Description!.Length) < 5 * description);
        });
        Assert.Equal(entries.OrderByDescending(e => e.OccurredAt).ThenByDescending(e => e.TransactionId, StringComparer.Ordinal)
            .Select(e => e.TransactionId), ids);
        Assert.InRange(pages, 8, 20);
        Assert.Equal(count, (await PagedAsync(Query() with { Limit = 7, MaxBytes = 1 })).Count);
        Assert.Equal(count, (await PagedAsync(Query() with { Limit = count })).Count);
    }

    [Fact]
    public async Task The_newest_entries_are_sent_with_exact_totals_and_without_lines()
    {
        LedgerEntry[] entries =
        [
            .. Enumerable.Range(1, 6)
            .Select(n => Entry(n % 3, n, store: $"S{n}", at: new DateTimeOffset(Noon.AddDays(-n), TimeSpan.Zero).ToOffset(
                TimeSpan.FromMinutes(330)), kind: TransactionKind.Return, lines: [Line(quantity: -n, price: 0.0001m),
                Line(price: 999_999.9999m)])
                with
                {
                    RecordedAt = Noon.AddSeconds(n),
                }),
        ];
        await Ledger.AppendAsync(entries, None);
        IReadOnlyList<LedgerHeadline> newest = await Ledger.NewestAsync([0, 0, 0, 0], [6, 6, 6, 0], 4, None);
        Assert.Equal(entries[2..].Select(Headline), newest);
        Assert.Equal(entries[2..].Select(e => e.OccurredAt.Offset), newest.Select(e => e.OccurredAt.Offset));
        Assert.Equal(
            ["T-0-3", "T-1-4", "T-2-5"], (await Ledger.NewestAsync([2, 1, 2, 0], [5, 4, 5, 9], 50, None)).Select(e => e.TransactionId));
        Assert.Empty(await Ledger.NewestAsync([6, 6, 6, 6], [6, 6, 6, 6], 50, None));

        static LedgerHeadline Headline(LedgerEntry entry) => new(
            entry.Position, entry.TransactionId, entry.StoreId, entry.OccurredAt, entry.Kind, entry.Total, entry.RecordedAt);
    }

    [Fact]
    public async Task A_query_without_a_waiting_caller_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ledger.QueryAsync(Query(), cancel.Token));
    }

    [Fact]
    public async Task The_analysts_view_has_a_row_per_line()
    {
        await Ledger.AppendAsync(
            [Entry(0, 1, "t", lines: [Line("A", 2, 1.255m), Line("B", -1, 3m), Line("A", 2, 1.255m)])], None);
        Assert.Equal(3L, Convert.ToInt64(await Database.ScalarAsync("SELECT count(*) FROM ledger_line"), null));
        Assert.Equal(3L, Convert.ToInt64(
            await Database.ScalarAsync("SELECT ordinal FROM ledger_line WHERE product_id = 'A' ORDER BY ordinal DESC"), null));
        Assert.Equal("B", await Database.ScalarAsync("SELECT product_id FROM ledger_line WHERE transaction_id = 't' AND ordinal = 2"));
    }

    private static LedgerQuery Query(string? store = null, string? customer = null, string? product = null) =>
        new(store, customer, product, null, null, null, 100);

    private async Task<IReadOnlyList<LedgerEntry>> FindAsync(LedgerQuery query)
    {
        LedgerPage page = await Ledger.QueryAsync(query, None);
        Assert.False(page.More);
        return page.Entries;
    }

    private static IEnumerable<string> Ids(IEnumerable<LedgerEntry> entries) => entries.Select(e => e.TransactionId);

    private async Task<List<LedgerEntry>> ReadAsync(int partition, long after = 0, long upTo = long.MaxValue)
    {
        var entries = new List<LedgerEntry>();
        await foreach (LedgerEntry entry in Ledger.ReadAsync(partition, after, upTo, None)) entries.Add(entry);
        return entries;
    }

    private async Task<List<string>> PagedAsync(LedgerQuery query, Action<LedgerPage>? look = null)
    {
        var ids = new List<string>();
        while (true)
        {
            LedgerPage page = await Ledger.QueryAsync(query, None);
            Assert.True(page.Entries.Count <= query.Limit);
            look?.Invoke(page);
            ids.AddRange(Ids(page.Entries));
            if (!page.More) return ids;
            query = query with { Before = new LedgerCursor(page.Entries[^1].OccurredAt, page.Entries[^1].TransactionId) };
        }
    }
}
