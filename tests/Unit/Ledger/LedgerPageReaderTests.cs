using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class LedgerPageReaderTests
{
    private static readonly SaleLine Small = new("p", null, 1, 1), Large = new("p", new string('x', 500_000), 1, 1);

    [Fact]
    public void Large_entries_after_small_ones_are_read_few_at_a_time()
    {
        var query = new LedgerQuery(null, null, null, null, null, null, Limit: 500, MaxBytes: 8 << 20);
        var page = new LedgerPageReader(query);
        int most = 0, entries = 0;
        while (page.NextBatch() is { } batch)
        {
            most = Math.Max(most, batch.Limit);
            for (int i = 0; i < batch.Limit && page.HasRoom(); i++) page.Add(EntryOf(entries++ < 100 ? Small : Large));
        }

        Assert.InRange(most, 16, 64);
        Assert.True(page.Page.More);
        Assert.InRange(page.Page.Entries.Count, 100, 120);
    }

    [Fact]
    public void A_page_of_small_entries_has_as_many_as_requested()
    {
        var page = new LedgerPageReader(new LedgerQuery(null, null, null, null, null, null, Limit: 500, MaxBytes: 8 << 20));
        while (page.NextBatch() is { } batch)
            for (int i = 0; i < batch.Limit && page.HasRoom(); i++) page.Add(EntryOf(Small));
        Assert.Equal((500, true), (page.Page.Entries.Count, page.Page.More));
    }

    private static LedgerEntry EntryOf(SaleLine line) => new(
        new Position(0, 1), "t", "s", null, DateTimeOffset.UnixEpoch, TransactionKind.Sale, [line], DateTime.UnixEpoch);
}
