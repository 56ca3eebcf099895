using System.Diagnostics;
using System.Net;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>
/// The time from SIGKILL, with 500,000 lines in the ledger, to the first correct answer for a product and the chain. The bench kills the
/// process as soon as the figures contain the sales, so that unsaved figures must be restored from the ledger.
/// </summary>
internal static class Restart
{
    private const int Sales = 50_000;
    private static readonly string[] Paths = ["products/" + SalePool.PopularProduct, "summary"];

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run) =>
    [
        await RunAsync(run, "restart", "SIGKILL to the first correct answers, PostgreSQL", await run.Postgres.CreateDatabaseAsync()),
        await RunAsync(run, "restart-embedded", "the same, embedded store", database: null),
    ];

    private static async Task<Measurement> RunAsync(BenchRun run, string id, string what, string? database)
    {
        string folder = run.NewFolder();
        await using RetailApi api = await RetailApi.StartAsync(database, folder, run.Time);
        await run.SeedAsync(api, Sales);
        string[] figures = await Task.WhenAll(Paths.Select(api.GetAsync));
        LedgerProgress progress = await api.ProgressAsync();
        long lines = (await api.GetJsonAsync(Paths[0])).GetProperty("totals").GetProperty("lines").GetInt64();
        if (lines != run.Pool.LinesOf(SalePool.PopularProduct, Sales)) throw new InvalidOperationException($"{lines} lines are not right.");

        long killed = Stopwatch.GetTimestamp();
        api.Process.Kill();
        await using ChildProcess again = RetailApi.Start(database, folder);
        for (int i = 0; i < Paths.Length; i++) await AnswersAsync(again, Paths[i], figures[i], run.Time);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(killed);
        return new Measurement(id, what, Rate: null, "s")
        {
            Seconds = elapsed.TotalSeconds,
            Note =
                FormattableString.Invariant($"{progress.Head * 10:N0} lines; {progress.Unsaved:N0} sales not in saved figures when killed"),
        };
    }

    /// <summary>Waits until the path returns the same answer as before. Any other successful answer is an error.</summary>
    private static async Task AnswersAsync(ChildProcess server, string path, string expected, TimeProvider time)
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await server.Http.GetAsync("api/v1/" + path);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    string text = await answer.Content.ReadAsStringAsync();
                    if (text == expected) return;
                    throw new InvalidOperationException($"After the restart {path} says {text} and not {expected}.");
                }
            }
            catch (HttpRequestException)
            {
                // The server does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time);
        }
    }
}
