using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using RetailGrains.Tests.Chaos.Check;
using RetailGrains.Tests.Chaos.Faults;
using RetailGrains.Tests.Chaos.Load;
using RetailGrains.Tests.Chaos.Processes;

namespace RetailGrains.Tests.Chaos;

/// <summary>The run of one seed: starts a new cluster, injects faults one after another under load, and then checks all results.</summary>
internal sealed class ChaosRun(ChaosOptions options, int seed, string folder, Action<string> say)
{
    private const int GoodProbesAfterFault = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly Violations _violations = new(say);
    private readonly List<FaultResult> _faults = [];

    /// <summary>
    /// Creates a folder in the temporary folder. Its name is short because the path of PostgreSQL's socket below it has a maximum length.
    /// </summary>
    public static string NewFolder() =>
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"retail-chaos-{Guid.NewGuid().ToString("N")[..8]}")).FullName;

    public async Task<SeedReport> RunAsync()
    {
        say(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}: starting PostgreSQL, {options.Silos} silos and an API in {folder}"));
        await using ChaosCluster cluster = await ChaosCluster.StartAsync(folder, options.Silos, say, options.Tls);
        var load = new ClientLoad(cluster.Client, seed, options.Clients, options.Pause, _violations);
        long start = Stopwatch.GetTimestamp();
        using var stop = new CancellationTokenSource();
        Task clients = load.RunAsync(stop.Token);
        await InjectAllAsync(cluster, load, clients);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        await stop.CancelAsync();
        await clients;

        int recorded = await CheckAsync(cluster, load);
        return new SeedReport(
            seed,
            _faults,
            load.Book.Sales.Count,
            load.Book.Acknowledged,
            recorded,
            load.Erased,
            load.Undone,
            load.CheckedReads,
            _violations.Texts,
            elapsed);
    }

    private async Task InjectAllAsync(ChaosCluster cluster, ClientLoad load, Task clients)
    {
        await Task.Delay(WarmUp, TimeProvider.System);
        var injector = new Injector(cluster, _violations);
        long start = Stopwatch.GetTimestamp();
        var scope = new FaultScope(options.Kinds, options.Silos, options.MaxFault);
        foreach (Fault fault in FaultPlan.Of(seed, scope).Take(options.MaxFaults))
        {
            if (Stopwatch.GetElapsedTime(start) > options.PerSeed || _violations.Count > Violations.Kept) return;
            if (clients.IsCompleted) await clients;
            await Task.Delay(fault.Pause, TimeProvider.System);
            FaultResult result = await InjectAsync(fault, injector, cluster, load);
            _faults.Add(result);
            say(string.Create(
                CultureInfo.InvariantCulture, $"{result}; {load.Book.Acknowledged} acknowledged so far, {_violations.Count} violations"));
        }
    }

    private async Task<FaultResult> InjectAsync(Fault fault, Injector injector, ChaosCluster cluster, ClientLoad load)
    {
        load.Prober.Forget();
        TrafficCount before = load.Traffic.Count;
        string? note = await injector.RunAsync(fault);
        long ended = Stopwatch.GetTimestamp();
        bool ready = await cluster.IsReadyWithinAsync(RecoveryLimit) && await ProbesGoWellAsync(load.Prober);
        if (!ready) _violations.Add($"Not everything was served again {RecoveryLimit.TotalSeconds} s after {fault}");
        return new FaultResult(fault, load.Prober.Longest, Stopwatch.GetElapsedTime(ended), load.Traffic.Count - before, note);
    }

    private static async Task<bool> ProbesGoWellAsync(Prober prober)
    {
        int enough = prober.Good + GoodProbesAfterFault;
        long start = Stopwatch.GetTimestamp();
        while (prober.Good < enough)
        {
            if (Stopwatch.GetElapsedTime(start) > RecoveryLimit) return false;
            await Task.Delay(Poll, TimeProvider.System);
        }

        return true;
    }

    private async Task<int> CheckAsync(ChaosCluster cluster, ClientLoad load)
    {
        IReadOnlyList<Person> people = load.People;
        IReadOnlyList<ImportedFile> files = load.Files;
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"Checking {load.Book.Sales.Count} transactions, {people.Count} customers to erase and {files.Count} files"));
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(cluster.Database.ConnectionString);
        List<LedgerRow> rows = [];
        try
        {
            await ExpectJobsEndAsync(cluster.Client, database);
            await LearnAsync(cluster.Client, people);
            await ExpectJobsEndAsync(cluster.Client, database);
            await ImportCheck.RunAsync(cluster.Client, files, _violations);
            if (!await SettlesAsync(cluster.Client))
                _violations.Add("Not everything recorded was delivered and saved after the last fault");
            rows = await LedgerRow.ReadAllAsync(database);
            var erasures = new ErasureCheck(people);
            erasures.Run(rows, _violations);
            UndoCheck.Run(rows, files, _violations);
            List<LedgerRow> restored = [.. erasures.Restore(rows)];
            LedgerCheck.Run(restored, load.Book.Sales, _violations);
            RevisionCheck.Run([.. UndoCheck.Without(restored)], load.Reviser.Sales, _violations);
            await new TraceCheck(cluster.Client, database, erasures, _violations).RunAsync(rows);
            await new FigureCheck(cluster.Client, database, Recomputation.Of(rows), _violations).RunAsync();
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidCastException or NpgsqlException)
        {
            _violations.Add($"The check could not be made: {e}");
        }

        return rows.Count;
    }

    /// <summary>Jobs continue automatically, without a second request.</summary>
    private async Task ExpectJobsEndAsync(ApiClient client, NpgsqlDataSource database)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < SettleLimit)
        {
            await using NpgsqlCommand pending = database.CreateCommand("SELECT count(*) FROM erasure WHERE finished_at IS NULL");
            bool erased = await pending.ExecuteScalarAsync() is 0L;
            if (erased && !await client.AnyAsync("/imports?limit=500", IsRunning)) return;
            await Task.Delay(Poll, TimeProvider.System);
        }

        _violations.Add("Not every import, undo and erasure ended after the last fault");
    }

    private static bool IsRunning(JsonElement import) => import.GetProperty("state").GetString() == "running"
        || (import.GetProperty("undo") is { ValueKind: JsonValueKind.Object } undo && undo.GetProperty("state").GetString() == "running");

    /// <summary>Retries erasures that received no answer, because they may have run.</summary>
    private static async Task LearnAsync(ApiClient client, IEnumerable<Person> people)
    {
        foreach (Person person in people.Where(person => person.IsAsked && person.Pseudonym is null))
        {
            person.BeginErasure();
            JsonElement answer = await client.DeleteJsonAsync($"/customers/{Uri.EscapeDataString(person.Id)}");
            person.Accept(answer.GetProperty("pseudonym").GetString()!, answer.GetProperty("state").GetString() == "completed");
        }
    }

    /// <summary>Waits until every partition's checkpoint has reached its head; false when the limit expires first.</summary>
    private static async Task<bool> SettlesAsync(ApiClient client)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < SettleLimit)
        {
            JsonElement ledger = await client.JsonAsync("/admin/ledger");
            if (ledger.GetProperty("partitions").EnumerateArray()
                .All(p => p.GetProperty("checkpoint").GetInt64() == p.GetProperty("head").GetInt64())) return true;
            await Task.Delay(Poll, TimeProvider.System);
        }

        return false;
    }
}
