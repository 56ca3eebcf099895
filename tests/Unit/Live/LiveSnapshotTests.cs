using System.Text;
using System.Text.Json;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Live;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Live;

public sealed class LiveSnapshotTests
{
    private static readonly LiveSnapshot Snapshot = new(
        [3, 2], TotalsAnswer.Of(default), [Entry(0, 1), Entry(1, 1), Entry(0, 2), Entry(1, 2), Entry(0, 3)]);

    [Fact]
    public void A_listener_receives_the_transactions_after_its_last_event()
    {
        (string Id, string[] Transactions, bool More) told = Read(Snapshot.EventSince([1, 1]));
        Assert.Equal("3.2", told.Id);
        Assert.Equal(["0-2", "1-2", "0-3"], told.Transactions);
        Assert.False(told.More);
    }

    [Fact]
    public void A_transaction_is_sent_with_the_currency_of_its_total()
    {
        var snapshot = new LiveSnapshot([1, 0], TotalsAnswer.Of(default), [Entry(0, 1) with { Currency = "JPY" }, Entry(0, 1)]);
        string text = Encoding.UTF8.GetString(snapshot.EventSince(null));
        JsonElement data = JsonDocument.Parse(text.Split('\n')[2]["data: ".Length..]).RootElement;
        Assert.Equal(
            ["JPY", null], data.GetProperty("transactions").EnumerateArray().Select(one => one.GetProperty("currency").GetString()));
    }

    [Fact]
    public void A_new_listener_receives_the_newest_transactions() => Assert.Equal(5, Read(Snapshot.EventSince(null)).Transactions.Length);

    [Fact]
    public void A_slow_listener_is_informed_that_there_was_more()
    {
        var later = new LiveSnapshot([90, 2], TotalsAnswer.Of(default), [Entry(0, 89), Entry(0, 90)]);
        (_, string[] transactions, bool more) = Read(later.EventSince([3, 2]));
        Assert.Equal(["0-89", "0-90"], transactions);
        Assert.True(more);
    }

    [Fact]
    public void Listeners_with_the_same_last_event_share_one_text()
    {
        long[] told = [1, 1];
        Assert.Same(Snapshot.EventSince(told), Snapshot.EventSince(told));
    }

    [Theory]
    [InlineData("3.2", true)]
    [InlineData("3", false)]
    [InlineData("3.2.1", false)]
    [InlineData("3.-2", false)]
    [InlineData("x.y", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_invalid_event_id_counts_as_none(string? id, bool understood) =>
        Assert.Equal(understood, LiveSnapshot.HeadsOf(id, partitions: 2) is not null);

    private static (string Id, string[] Transactions, bool More) Read(byte[] text)
    {
        string[] lines = Encoding.UTF8.GetString(text).Split('\n');
        Assert.Equal("event: chain", lines[0]);
        Assert.Equal(["", ""], lines[3..]);
        JsonElement data = JsonDocument.Parse(lines[2]["data: ".Length..]).RootElement;
        return (
            lines[1]["id: ".Length..],
            [.. data.GetProperty("transactions").EnumerateArray().Select(one => one.GetProperty("position").GetString()!)],
            data.GetProperty("more").GetBoolean());
    }

    private static LedgerHeadline Entry(int partition, long sequence) => new(
        new Position(partition, sequence), $"{partition}/{sequence}", "s", default, TransactionKind.Sale, Total: 1, default);
}
