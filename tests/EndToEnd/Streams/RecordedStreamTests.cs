using System.Globalization;
using System.Net;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>Everything that is recorded is published, whatever crashes.</summary>
[Collection(ThirdPostgresCollection.Name)]
public sealed class RecordedStreamTests(PostgresFixture server, ITestOutputHelper output) : StreamTest(server, output)
{
    private const int Sales = 2_000;

    /// <summary>
    /// Redis accepts no new entries while the sales are recorded and delivered, so that the crash occurs between delivery and publishing;
    /// the next process records the entries that were sent at that moment.
    /// </summary>
    [Fact]
    public async Task A_crash_between_delivery_and_publishing_leaves_nothing_unpublished()
    {
        ApiProcess api = await StartOnStreamsAsync();
        await Feed.AddAsync(Enumerable.Range(0, Sales / 2).Select(n => Sale.Number("first", n)));
        await Feed.WhenDrainedAsync(api.Client);
        await WhenPublishedAsync(Sales / 2);

        await Feed.AddAsync(Enumerable.Range(0, Sales / 2).Select(n => Sale.Number("second", n)));
        await Feed.FillAsync(full: true);
        await Feed.WhenDrainedAsync(api.Client);
        await api.Client.WhenSettledAsync();
        int published = (await Feed.PublishedAsync()).Count;
        Assert.True(published < Sales, "Everything was published before the crash.");
        await api.KillAsync();
        await Feed.FillAsync(full: false);

        api = await StartOnStreamsAsync();
        await WhenPublishedAsync(Sales);
        Output.WriteLine($"{published} positions published before the crash, {Sales} after it.");
        Assert.Equal(Sales, await RecordedAsync());
        await AssertLedgersFiguresAsync();
        Answer unfed = (await api.Client.GetAsync("/admin/streams")).Expect(HttpStatusCode.OK);
        Assert.Equal(0, unfed["deadLetters"].GetInt64());
    }

    private async Task WhenPublishedAsync(int count)
    {
        int published = 0;
        await Eventually.IsTrueAsync(
            $"{count} positions are published",
            async () => (published = (await Feed.PublishedAsync()).Count) >= count,
            () => $"There are {published}.");
    }

    private async Task AssertLedgersFiguresAsync()
    {
        ILookup<string, Dictionary<string, string>> published = await Feed.PublishedAsync();
        var ledger = await Store.QueryAsync(
            "SELECT partition, sequence, transaction_id, sum(amount), count(*) FROM ledger_line GROUP BY 1, 2, 3",
            row => (Position: $"{row.GetInt32(0)}-{row.GetInt64(1)}", Id: row.GetString(2), Net: row.GetDecimal(3),
                Lines: row.GetInt64(4)));
        Assert.Equal(ledger.Select(entry => entry.Position).Order(), published.Select(one => one.Key).Order());
        foreach (var entry in ledger)
        {
            Dictionary<string, string> fields = published[entry.Position].First();
            Assert.Equal(entry.Id, fields["transactionId"]);
            Assert.Equal(entry.Net, decimal.Parse(fields["netRevenue"], CultureInfo.InvariantCulture));
            Assert.Equal(entry.Lines.ToString(CultureInfo.InvariantCulture), fields["lines"]);
        }
    }
}
