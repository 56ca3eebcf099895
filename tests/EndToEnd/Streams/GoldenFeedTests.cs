using System.Diagnostics;
using System.Net;
using RetailGrains.Tests.EndToEnd.Imports;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>A year of a real shop, fed by the producer: every figure is the golden one, and feeding it again changes nothing.</summary>
[Collection(ThirdPostgresCollection.Name)]
public sealed class GoldenFeedTests(PostgresFixture server, ITestOutputHelper output) : StreamTest(server, output)
{
    [RealDataFact]
    public async Task The_real_file_sent_twice_gives_every_golden_figure_once()
    {
        ApiProcess api = await StartOnStreamsAsync();
        long start = Stopwatch.GetTimestamp();
        Output.WriteLine(await FeedFileAsync());
        await Feed.WhenDrainedAsync(api.Client);
        Output.WriteLine($"Taken in after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        await api.Client.WhenSettledAsync();
        await RealFile.AssertGoldenAsync(api.Client);
        SortedDictionary<string, string> figures = await FigureSnapshot.OfListsAsync(api.Client);

        Output.WriteLine(await FeedFileAsync());
        await Feed.WhenDrainedAsync(api.Client);
        Answer streams = (await api.Client.GetAsync("/admin/streams")).Expect(HttpStatusCode.OK);
        Assert.Equal(RealFile.Invoices, await RecordedAsync());
        Assert.True(Feed.Sum(streams, "duplicates") >= RealFile.Invoices, streams.Text);
        Assert.Equal(0, streams["deadLetters"].GetInt64());
        FigureSnapshot.AssertSame(figures, await FigureSnapshot.OfListsAsync(api.Client));
        await api.Client.ExpectAgreementAsync();
    }

    private Task<string> FeedFileAsync() => ProducerProcess.RunAsync(Feed, "--csv", TestData.Find("online-retail.csv.gz")!);
}
