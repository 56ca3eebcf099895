using System.Text.Json;

namespace RetailGrains.Bench.Processes;

/// <summary>Where the ledger's partitions are, added up.</summary>
internal readonly record struct LedgerProgress(long Head, long Undelivered, long Unsaved, long Commits, long Transactions, long GrainCalls);

/// <summary>The product: its API, with a silo in it, on a store of its own.</summary>
internal sealed class RetailApi(ChildProcess process, TimeProvider time) : IAsyncDisposable
{
    private const string Base = "api/v1/";

    public ChildProcess Process => process;

    public int Port => process.Port;

    /// <param name="database">PostgreSQL's URL; null for the embedded store.</param>
    /// <param name="folder">Of the embedded store and of the log.</param>
    /// <param name="time">For pauses.</param>
    /// <param name="redis">Redis' URL; null for no streams.</param>
    public static async Task<RetailApi> StartAsync(string? database, string folder, TimeProvider time, string? redis = null) =>
        new(await Start(database, folder, redis).WhenReadyAsync("ready", time), time);

    /// <summary>Starts the process and waits for nothing.</summary>
    public static ChildProcess Start(string? database, string folder, string? redis = null)
    {
        Directory.CreateDirectory(folder);
        var environment = new Dictionary<string, string> { ["RETAIL_HOME"] = Path.Combine(folder, "store") };
        if (database is not null) environment["DATABASE_URL"] = database;
        if (redis is not null) environment["REDIS_URL"] = redis;
        return ChildProcess.Start("RetailGrains.Api", [], environment, folder);
    }

    /// <summary>An answer's text.</summary>
    public Task<string> GetAsync(string path) => process.Http.GetStringAsync(Base + path);

    /// <summary>An answer.</summary>
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

    /// <summary>Waits until something holds for the ledger.</summary>
    public async Task WhenAsync(Func<LedgerProgress, bool> holds)
    {
        while (!holds(await ProgressAsync())) await Task.Delay(TimeSpan.FromMilliseconds(10), time);
    }

    /// <summary>Waits until every entity has taken in every transaction.</summary>
    public Task WhenDeliveredAsync() => WhenAsync(progress => progress.Undelivered == 0);

    /// <summary>Sends a file and waits until its import has ended; gives its last state.</summary>
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

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
