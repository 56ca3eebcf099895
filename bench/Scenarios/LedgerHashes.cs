using RetailGrains.Bench.Alternatives;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>The cost of the hashes of the ledger's entries: NDJSON streams without and with them, each on a new database.</summary>
internal static class LedgerHashes
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        await using RetailApi without = await StartAsync(run, Unguarded.UnhashedVerb);
        await using RetailApi with = await StartAsync(run, Unguarded.Verb);
        return await LoadsInTurn.RunAsync(
            run,
            [
                new Variant("hashes-none", "NDJSON streams, no tokens and limits, entries without hashes", without),
                new Variant("hashes", "the same with hashes", with),
            ],
            (api, window, numbers) => run.StreamsAsync(api, window, numbers));
    }

    private static async Task<RetailApi> StartAsync(BenchRun run, string verb) =>
        await RetailApi.StartUnguardedAsync(await run.Postgres.CreateDatabaseAsync(), run.NewFolder(), run.Time, verb);
}
