using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Cluster;

/// <summary>
/// Silos and an API that is their client, on one PostgreSQL database; shared by the tests of a class, one after the other.
/// </summary>
public sealed class SiloCluster(PostgresFixture server) : IAsyncLifetime
{
    private readonly List<SiloProcess> _silos = [];
    private readonly List<ServiceProcess> _ended = [];

    internal TestStore Store { get; private set; } = null!;

    internal ApiProcess Api { get; private set; } = null!;

    internal RetailClient Client => Api.Client;

    internal IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>Everything that any test of the class has sent.</summary>
    internal SentSales Sent { get; } = new();

    public async Task InitializeAsync()
    {
        Store = await server.CreateStoreAsync();
        // The timeout is longer than the default, so that a busy machine makes no difference: no request may be refused.
        Api = ApiProcess.Start(Store, ("RETAIL_CLUSTER", "postgres"), ("REQUEST_PATIENCE", "100"));
    }

    public async Task DisposeAsync()
    {
        if (Api is not null) await Api.DisposeAsync();
        foreach (ServiceProcess silo in _silos.Concat(_ended)) await silo.DisposeAsync();
        if (Store is not null) await Store.DisposeAsync();
    }

    /// <summary>Starts silos until this number is running, and waits until the partitions are spread over them.</summary>
    internal async Task GrowAsync(int silos)
    {
        SiloProcess[] started =
            [.. Enumerable.Range(_silos.Count, Math.Max(0, silos - _silos.Count)).Select(_ => SiloProcess.Start(Store))];
        _silos.AddRange(started);
        foreach (SiloProcess silo in started) await silo.WhenReadyAsync();
        await WhenSpreadAsync();
        if (Sent.AcknowledgedCount > 0) return;
        // These sales create all entities that the load concerns.
        List<Sale> first = [.. Enumerable.Range(0, 120).Select(n => Sale.Number("first", n))];
        while (first.Count > 0) first = await Sent.SendAsync(Client, first);
    }

    /// <summary>Restarts silos that have ended, and waits until all silos are ready.</summary>
    internal async Task StartAgainAsync(params SiloProcess[] ended)
    {
        foreach (SiloProcess silo in ended) _silos[_silos.IndexOf(silo)] = silo.StartAgain(Store);
        _ended.AddRange(ended);
        foreach (SiloProcess silo in _silos) await silo.WhenReadyAsync();
    }

    /// <summary>Removes a silo that has ended and is not replaced.</summary>
    internal void Forget(SiloProcess silo)
    {
        _silos.Remove(silo);
        _ended.Add(silo);
    }

    /// <summary>How many partitions each silo has, ascending.</summary>
    internal async Task<int[]> SpreadAsync()
    {
        JsonElement[] partitions = await PartitionsAsync();
        int[] spread = [.. _silos.Select(silo => partitions.Count(p => silo.Is(p.GetProperty("silo").GetString()!))).Order()];
        return spread.Sum() == partitions.Length ? spread : [];
    }

    internal async Task AssertSpreadAsync(params int[] expected) => Assert.Equal(expected, await SpreadAsync());

    internal async Task<JsonElement[]> PartitionsAsync()
    {
        Answer ledger = await Client.GetAsync("/admin/ledger");
        return ledger.Status == HttpStatusCode.OK ? [.. ledger["partitions"].EnumerateArray()] : [];
    }

    internal Task WhenSpreadAsync()
    {
        int[] spread = [];
        return Eventually.IsTrueAsync(
            "the partitions are spread evenly",
            async () => (spread = await SpreadAsync()) is [var least, .., var most] ? most - least <= 1 : spread is [_],
            () => $"{string.Join('/', spread)}\n{string.Join("\n\n", _silos.Select(silo => silo.Log()))}");
    }

    /// <summary>Clients that send sales one by one until they are stopped, and retry those that are refused.</summary>
    internal async Task UnderLoadAsync(string prefix, Func<Task> whatHappensAsync, int clients = 4)
    {
        using var stop = new CancellationTokenSource();
        Task[] writers =
            [.. Enumerable.Range(0, clients).Select(client => Task.Run(() => SendUntilAsync($"{prefix}{client}", stop.Token)))];
        try
        {
            int before = Sent.AcknowledgedCount;
            await Eventually.IsTrueAsync("sales are acknowledged", () => Task.FromResult(Sent.AcknowledgedCount > before + (5 * clients)));
            await whatHappensAsync();
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(writers);
    }

    /// <summary>
    /// The ledger has everything that was acknowledged and nothing that was not sent, and every figure is the sum of its entries.
    /// </summary>
    internal async Task AssertProvedAsync()
    {
        List<Sale> held = await Sent.AssertLedgerAsync(Store);
        await Client.WhenSettledAsync();
        await ServedFigures.AssertAsync(Client, held);
        await Client.ExpectAgreementAsync();
    }

    private async Task SendUntilAsync(string prefix, CancellationToken stop)
    {
        for (int n = 0; !stop.IsCancellationRequested; n++)
        {
            Sale sale = Sale.Number(prefix, n);
            while (!await Sent.SendAsync(Client, sale)) await Task.Yield();
        }
    }
}
