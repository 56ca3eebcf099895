using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Stores;

namespace RetailGrains.Tests.EndToEnd.Cluster;

/// <summary>
/// A silo is suspended until it is declared dead and others have taken over. When it resumes, it serves no stale figure, acknowledges
/// nothing, writes nothing, and its process exits. The test calls it directly, with a client that is connected to no other silo, while it
/// is suspended.
/// </summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class ZombieTests(PostgresFixture server, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Partitions = 16;
    private const string Store = "store 0";

    private readonly SiloCluster _cluster = new(server);

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_resumed_silo_that_was_declared_dead_answers_and_writes_nothing()
    {
        await _cluster.GrowAsync(2);
        await _cluster.Store.ExecuteAsync(
            """
            CREATE TABLE written (transaction_id text, silo text);
            CREATE FUNCTION note_writer() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO written VALUES (NEW.transaction_id, current_setting('retail.silo', true));
                RETURN NULL;
            END $$;
            CREATE TRIGGER note_writer AFTER INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION note_writer()
            """);
        await SendAsync("before", 100);
        SiloProcess zombie = _cluster.Silos[0];
        int[] owned = [.. (await _cluster.PartitionsAsync())
            .Where(p => zombie.Is(p.GetProperty("silo").GetString()!)).Select(p => p.GetProperty("partition").GetInt32())];
        using IHost host = await ConnectAsync(zombie);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        long before = (await grains.GetGrain<IStoreGrain>(Store).GetAsync())!.Figures.Totals.Transactions;
        long[] heads = await Task.WhenAll(owned.Select(async p => (await Partition(grains, p).ShareAsync(withDays: false)).Head));

        await zombie.SignalAsync("STOP");
        await Eventually.IsTrueAsync(
            "the silo is declared dead", async () => (await DeadAsync(zombie.SiloPort)) == 1, _cluster.Silos[1].Log);
        await SendAsync("after", 200);
        long expected = (await _cluster.Client.GetAsync($"/stores/{Uri.EscapeDataString(Store)}")).Expect(HttpStatusCode.OK)["totals"]
            .GetProperty("transactions").GetInt64();
        Assert.True(expected > before);

        // These requests wait in the zombie's connection, and it reads them first. It calls its own grains: it knows of no other silo yet.
        Task<List<long>> figures =
            AnswersAsync(async () => (await grains.GetGrain<IStoreGrain>(Store).GetAsync())!.Figures.Totals.Transactions);
        Task<List<long>>[] shares =
            [.. owned.Select(p => AnswersAsync(async () => (await Partition(grains, p).ShareAsync(withDays: false)).Head))];
        SaleTransaction[] posthumous = [.. Enumerable.Range(0, 200).Select(n => Transaction($"posthumous-{n}"))
            .Where(sale => owned.Contains(Position.PartitionOf(sale.TransactionId, Partitions)))];
        Task<List<AppendResult[]>>[] appends = [.. posthumous.Select(sale => AnswersAsync(() =>
            Partition(grains, Position.PartitionOf(sale.TransactionId, Partitions)).AppendAsync([sale], urgent: false)))];
        foreach (SaleTransaction sale in posthumous)
            _cluster.Sent.Attempt(
                new Sale(sale.TransactionId, Store, null, "2024-03-01T00:00:00Z", new Line("product 1", 1, 1m, "Product 1")));
        await zombie.SignalAsync("CONT");
        await zombie.WhenEndedAsync();
        Assert.NotEqual(0, zombie.ExitCode);
        await host.StopAsync(new CancellationToken(canceled: true));

        Assert.All(await figures, answer => Assert.True(answer >= expected, $"It answered {answer} sales of {expected}."));
        List<long>[] answered = await Task.WhenAll(shares);
        for (int i = 0; i < owned.Length; i++)
            Assert.All(answered[i], head => Assert.True(head > heads[i], $"Partition {owned[i]} answered its share at {head}."));
        List<string> held = await _cluster.Store.QueryAsync(
            "SELECT partition || '-' || sequence FROM ledger WHERE transaction_id LIKE 'posthumous-%'", row => row.GetString(0));
        Assert.All((await Task.WhenAll(appends)).SelectMany(a => a).SelectMany(a => a), a => Assert.True(
            a.Status == AppendStatus.Busy
                || (a.Status is AppendStatus.Recorded or AppendStatus.Duplicate && held.Contains(a.Position.ToString())),
            $"{a}"));
        // Once its activations have ended, its gateway forwards calls to the living silo, which may record; the dead one may not.
        List<string> writers = await _cluster.Store.QueryAsync(
            "SELECT DISTINCT silo FROM written WHERE transaction_id LIKE 'posthumous-%'", row => row.GetString(0));
        Assert.DoesNotContain(writers, silo => silo.Contains($":{zombie.SiloPort}@", StringComparison.Ordinal));
        output.WriteLine($"{owned.Length} partitions, {posthumous.Length} sales sent to the dead; it ended with {zombie.ExitCode}");
        _cluster.Forget(zombie);
        await _cluster.AssertProvedAsync();
    }

    /// <summary>Calls repeatedly until the silo is gone; returns the answers.</summary>
    private static async Task<List<T>> AnswersAsync<T>(Func<Task<T>> callAsync)
    {
        var answers = new List<T>();
        for (int calls = 0; calls < 100_000; calls++)
        {
            try
            {
                answers.Add(await callAsync().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System));
            }
            catch (Exception e) when (e is Orleans.Runtime.OrleansException or TimeoutException or ObjectDisposedException
                or OperationCanceledException)
            {
                if (e is not StaleActivationException) return answers;
            }
        }

        return answers;
    }

    private static ILedgerPartitionGrain Partition(IGrainFactory grains, int number) => grains.GetGrain<ILedgerPartitionGrain>(number);

    private static SaleTransaction Transaction(string id) => new(
        id, Store, null, new SaleTime(new DateTime(2024, 3, 1), TimeSpan.Zero), TransactionKind.Sale,
        [new SaleLine("product 1", "Product 1", 1, 1m)]);

    private async Task SendAsync(string prefix, int count)
    {
        for (int n = 0; n < count; n += 10)
        {
            List<Sale> batch = [.. Enumerable.Range(n, 10).Select(i => Sale.Number(prefix, i))];
            while (batch.Count > 0) batch = await _cluster.Sent.SendAsync(_cluster.Client, batch);
        }
    }

    private async Task<long> DeadAsync(int port) => (await _cluster.Store.QueryAsync(
        $"SELECT count(*) FROM OrleansMembershipTable WHERE Port = {port} AND Status = 6", row => row.GetInt64(0)))[0];

    private static async Task<IHost> ConnectAsync(SiloProcess silo)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, silo.GatewayPort))
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("retail", "retail")));
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
