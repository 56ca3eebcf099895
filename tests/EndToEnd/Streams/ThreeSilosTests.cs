using System.Diagnostics;
using System.Net;
using RetailGrains.Tests.EndToEnd.Imports;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>The long run: three silos whose dependencies fail and return while the real file is sent.</summary>
[Collection(ThirdPostgresCollection.Name)]
public sealed class ThreeSilosTests(PostgresFixture server, ITestOutputHelper output) : StreamTest(server, output)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DatabaseOutage = TimeSpan.FromSeconds(20);

    private readonly List<SiloProcess> _silos = [];

    public override async Task DisposeAsync()
    {
        foreach (SiloProcess silo in _silos) await silo.DisposeAsync();
        await base.DisposeAsync();
    }

    [LongFact]
    public async Task The_real_file_gives_golden_figures_while_silos_Redis_and_PostgreSQL_are_killed()
    {
        for (int i = 0; i < 3; i++) await StartSiloAsync();
        ApiProcess api = await StartOnStreamsAsync(("RETAIL_CLUSTER", "postgres"));
        long start = Stopwatch.GetTimestamp();
        await using (ProducerProcess producer = ProducerProcess.Start(
            Feed, "--csv", TestData.Find("online-retail.csv.gz")!, "--rate", "300", "--batch", "20"))
        {
            await KillAsync(silo: 0, start);
            await TellAsync("Redis is killed", start);
            await Feed.Server.KillAsync();
            await Eventually.PauseAsync(Between);
            await Feed.Server.StartAsync();
            await TellAsync("Redis is back; PostgreSQL is stopped for 20 s", start);
            await Eventually.PauseAsync(Between);
            await Postgres.Server.StopImmediateAsync();
            await Eventually.PauseAsync(DatabaseOutage);
            await Postgres.Server.StartAsync();
            await TellAsync("PostgreSQL is back", start);
            await KillAsync(silo: 1, start);
            Assert.False(producer.HasExited, "The whole file was fed before the last kill.");
            Output.WriteLine(await producer.WhenDoneAsync());
        }

        await Feed.WhenDrainedAsync(api.Client);
        await TellAsync("drained", start);
        await api.Client.WhenSettledAsync();
        await RealFile.AssertGoldenAsync(api.Client);
        SortedDictionary<string, string> figures = await FigureSnapshot.OfAsync(api.Client);

        Output.WriteLine(await ProducerProcess.RunAsync(Feed, "--csv", TestData.Find("online-retail.csv.gz")!));
        await Feed.WhenDrainedAsync(api.Client);
        Assert.Equal(RealFile.Invoices, await RecordedAsync());
        FigureSnapshot.AssertSame(figures, await FigureSnapshot.OfAsync(api.Client));
        Answer streams = (await api.Client.GetAsync("/admin/streams")).Expect(HttpStatusCode.OK);
        Assert.Equal(0, streams["deadLetters"].GetInt64());
        Output.WriteLine((await api.Client.ExpectAgreementAsync())["checked"].GetRawText());
        HashSet<string> published = [.. (await Feed.PublishedAsync()).Select(one => one.Key)];
        Assert.Equal(RealFile.Invoices, published.Count);
    }

    private async Task StartSiloAsync() => _silos.Add(await SiloProcess.StartReadyAsync(Store, ("REDIS_URL", Feed.Url)));

    private async Task KillAsync(int silo, long start)
    {
        await Eventually.PauseAsync(Between);
        await TellAsync($"silo {silo} is killed", start);
        await _silos[silo].KillAsync();
        await Eventually.PauseAsync(Between);
        await StartSiloAsync();
        await Eventually.PauseAsync(Between);
    }

    private async Task TellAsync(string what, long start)
    {
        long taken = await RecordedAsync();
        Output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: {what}; {taken} recorded");
    }
}
