using RetailGrains.Bench.Alternatives;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>The cost of the hashes of the ledger's entries: NDJSON streams without and with them, each on a new database.</summary>
internal static class LedgerHashes
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run) =>
    [
        await RunAsync(run, "hashes-none", "NDJSON streams, no guards, entries without hashes", Unguarded.UnhashedVerb),
        await RunAsync(run, "hashes", "the same with hashes", Unguarded.Verb),
    ];

    private static async Task<Measurement> RunAsync(BenchRun run, string id, string what, string verb)
    {
        string database = await run.Postgres.CreateDatabaseAsync();
        await using RetailApi api = await RetailApi.StartUnguardedAsync(database, run.NewFolder(), run.Time, verb);
        return await ProductLoad.RunAsync(run, api, id, what, (window, numbers) => run.StreamsAsync(api, window, numbers));
    }
}
