using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RetailGrains.Bench.Alternatives;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>The cost of scraped metrics, traces of 5 % of the requests, and JSON logs: the same load without and with them.</summary>
internal static class TelemetryCost
{
    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        int port = ChildProcess.FreePort();
        await using WebApplication collector = Collector(port);
        await collector.StartAsync();
        (string, string)[] traces =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.05"),
        ];
        await using RetailApi silent = await StartAsync(run, Unguarded.SilentVerb, []);
        await using RetailApi measured = await StartAsync(run, Unguarded.Verb, []);
        await using RetailApi observed = await StartAsync(run, Unguarded.Verb, traces);
        using var stop = new CancellationTokenSource();
        Task scraping = Task.WhenAll(ScrapeAsync(measured, run.Time, stop.Token), ScrapeAsync(observed, run.Time, stop.Token));
        try
        {
            return await LoadsInTurn.RunAsync(
                run,
                [
                    new Variant("silent", "single sales, no tokens and limits, no metrics, traces and logs", silent),
                    new Variant("measured", "the same with metrics and logs", measured),
                    new Variant("observed", "the same with metrics, logs and traces of 5 %", observed),
                ],
                (api, window, numbers) => SalesOneByOne.Tills(run, api.Port, window, numbers));
        }
        finally
        {
            await stop.CancelAsync();
            await scraping;
        }
    }

    private static async Task<RetailApi> StartAsync(BenchRun run, string verb, (string, string)[] settings) =>
        await RetailApi.StartUnguardedAsync(await run.Postgres.CreateDatabaseAsync(), run.NewFolder(), run.Time, verb, settings);

    /// <summary>Creates an OTLP collector that receives traces and discards them.</summary>
    private static WebApplication Collector(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        app.MapPost("/v1/traces", async (HttpRequest request) => await request.Body.CopyToAsync(Stream.Null));
        return app;
    }

    private static async Task ScrapeAsync(RetailApi api, TimeProvider time, CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(ScrapeInterval, time);
            while (await timer.WaitForNextTickAsync(stop))
                (await api.Process.Http.GetAsync("metrics", stop)).Dispose();
        }
        catch (OperationCanceledException)
        {
            // the load is over
        }
    }
}
