using System.Globalization;
using System.Net;
using System.Text.Json;
using RetailGrains.Bench.Alternatives;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Processes;

/// <summary>The progress of the ledger, summed over its partitions.</summary>
internal readonly record struct LedgerProgress(long Head, long Undelivered, long Unsaved, long Commits, long Transactions, long GrainCalls);

/// <summary>The product on a dedicated store: its API, either with the silo in the same process or as a client of separate silos.</summary>
internal sealed class RetailApi(ChildProcess process, TimeProvider time, IReadOnlyList<ChildProcess>? silos = null) : IAsyncDisposable
{
    private const string Base = "api/v1/";

    public ChildProcess Process => process;

    public int Port => process.Port;

    /// <summary>Empty when the silo is in the API's process.</summary>
    public IReadOnlyList<ChildProcess> Silos => silos ?? [];

    /// <param name="database">PostgreSQL's URL; null for the embedded store.</param>
    /// <param name="folder">The folder of the embedded store and of the log.</param>
    /// <param name="time">The clock for delays.</param>
    /// <param name="settings">Additional settings.</param>
    public static async Task<RetailApi> StartAsync(
        string? database, string folder, TimeProvider time, params (string Name, string Value)[] settings) =>
        new(await Start(database, folder, settings).WhenReadyAsync("ready", time), time);

    /// <summary>Starts the product without its protection.</summary>
    public static async Task<RetailApi> StartUnguardedAsync(
        string database,
        string folder,
        TimeProvider time,
        string verb = Unguarded.Verb,
        params (string Name, string Value)[] settings)
    {
        Directory.CreateDirectory(folder);
        var environment = new Dictionary<string, string>(Unguarded.Runtime) { ["DATABASE_URL"] = database };
        foreach ((string name, string value) in settings) environment[name] = value;
        ChildProcess process = ChildProcess.Start("RetailGrains.Bench", [verb], environment, folder);
        return new RetailApi(await process.WhenReadyAsync("ready", time), time);
    }

    /// <summary>Starts the process without waiting for it.</summary>
    public static ChildProcess Start(string? database, string folder, params (string Name, string Value)[] settings)
    {
        Directory.CreateDirectory(folder);
        var environment = new Dictionary<string, string> { ["RETAIL_HOME"] = Path.Combine(folder, "store") };
        if (database is not null) environment["DATABASE_URL"] = database;
        foreach ((string name, string value) in settings) environment[name] = value;
        return ChildProcess.Start("RetailGrains.Api", [], environment, folder);
    }

    /// <summary>Starts silos on one database, and an API as their client; returns when all are ready.</summary>
    /// <param name="silos">The number of silos.</param>
    /// <param name="database">The URL of an empty database.</param>
    /// <param name="folder">The folder of the logs.</param>
    /// <param name="time">The clock for delays.</param>
    /// <param name="redis">Redis' URL, for streams and cached lists; null for none.</param>
    /// <param name="authority">Issues the certificates for TLS between the processes; null for none.</param>
    public static async Task<RetailApi> StartClusterAsync(
        int silos, string database, string folder, TimeProvider time, string? redis = null, TestAuthority? authority = null)
    {
        Directory.CreateDirectory(folder);
        var shared = new Dictionary<string, string> { ["DATABASE_URL"] = database };
        if (redis is not null) shared["REDIS_URL"] = redis;
        ChildProcess[] started = [.. Enumerable.Range(0, silos).Select(i => StartSilo(shared, folder, authority?.Silo(), $"tls-{i}"))];
        var environment = new Dictionary<string, string>(shared) { ["RETAIL_CLUSTER"] = "postgres" };
        Add(environment, authority?.Api(), Path.Combine(folder, "tls-api"));
        ChildProcess api = ChildProcess.Start("RetailGrains.Api", [], environment, folder);
        foreach (ChildProcess silo in started) await silo.WhenReadyAsync("ready", time);
        return new RetailApi(await api.WhenReadyAsync("ready", time), time, started);
    }

    private static ChildProcess StartSilo(Dictionary<string, string> shared, string folder, TestCertificate? certificate, string tlsFolder)
    {
        var environment = new Dictionary<string, string>(shared)
        {
            ["SILO_PORT"] = ChildProcess.FreePort().ToString(CultureInfo.InvariantCulture),
            ["GATEWAY_PORT"] = ChildProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        };
        Add(environment, certificate, Path.Combine(folder, tlsFolder));
        return ChildProcess.Start("RetailGrains.Silo", [], environment, folder, portSetting: "OPS_PORT");
    }

    private static void Add(Dictionary<string, string> environment, TestCertificate? certificate, string folder)
    {
        foreach ((string name, string value) in certificate?.WriteTo(folder) ?? []) environment[name] = value;
    }

    /// <summary>Returns the text of an answer. It retries after 503, which can occur while a cluster forms.</summary>
    public async Task<string> GetAsync(string path)
    {
        while (true)
        {
            using HttpResponseMessage answer = await process.Http.GetAsync(Base + path);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        }
    }

    /// <summary>Returns the JSON of an answer.</summary>
    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using JsonDocument answer = JsonDocument.Parse(await GetAsync(path));
        return answer.RootElement.Clone();
    }

    public async Task<LedgerProgress> ProgressAsync()
    {
        LedgerProgress sum = default;
        foreach (JsonElement partition in (await GetJsonAsync("admin/ledger")).GetProperty("partitions").EnumerateArray())
        {
            long head = Number("head");
            sum = new LedgerProgress(
                sum.Head + head,
                sum.Undelivered + head - Number("delivered"),
                sum.Unsaved + head - Number("checkpoint"),
                sum.Commits + Number("commits"),
                sum.Transactions + Number("transactions"),
                sum.GrainCalls + Number("grainCalls"));

            long Number(string name) => partition.GetProperty(name).GetInt64();
        }

        return sum;
    }

    /// <summary>Waits until the ledger satisfies a condition.</summary>
    public async Task WhenAsync(Func<LedgerProgress, bool> holds)
    {
        while (!holds(await ProgressAsync())) await Task.Delay(TimeSpan.FromMilliseconds(10), time);
    }

    /// <summary>Waits until every entity has applied every transaction.</summary>
    public Task WhenDeliveredAsync() => WhenAsync(progress => progress.Undelivered == 0);

    /// <summary>Uploads a file, waits until its import has ended, and returns the import's last state.</summary>
    public async Task<JsonElement> ImportAsync(byte[] file, bool gzip)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new("text/csv");
        if (gzip) content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage accepted = await process.Http.PostAsync(Base + "imports?name=bench", content);
        accepted.EnsureSuccessStatusCode();
        using JsonDocument started = JsonDocument.Parse(await accepted.Content.ReadAsStringAsync());
        string id = started.RootElement.GetProperty("importId").GetString()!;
        while (true)
        {
            JsonElement import = await GetJsonAsync($"imports/{id}");
            switch (import.GetProperty("state").GetString())
            {
                case "completed": return import;
                case "failed": throw new InvalidOperationException($"The import failed: {import}");
                default: await Task.Delay(TimeSpan.FromMilliseconds(20), time); break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        foreach (ChildProcess silo in Silos) await silo.DisposeAsync();
    }
}
