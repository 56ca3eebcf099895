using Microsoft.Extensions.Options;
using RetailGrains.Api.Access;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Projections;
using RetailGrains.Silo.Hosting;
using Spectre.Console;

namespace RetailGrains.Api.Commands;

/// <summary>Runs the program's task on a started host.</summary>
internal static class WorkRunner
{
    /// <summary>Runs the task, if any, and prints its result and the addresses. A failure is one line on standard error.</summary>
    /// <param name="app">The started host.</param>
    /// <param name="work">The task.</param>
    /// <param name="errors">Holds the log while the task prints; null without a task.</param>
    /// <returns>The exit code; 0 for a server that keeps serving.</returns>
    public static async Task<int> RunWorkAsync(this WebApplication app, ServerWork? work, HeldErrors? errors)
    {
        IAnsiConsole console = AnsiConsole.Console;
        CancellationToken stopping = app.Lifetime.ApplicationStopping;
        try
        {
            // Before the task, which may take long: the server is already answering.
            using IDisposable? held = errors?.Hold();
            string? tokenLine = work is { EndsTheProcess: true } ? null : app.Services.GetRequiredService<DeveloperToken>().Write();
            int exitCode = work is null ? 0 : await ExecuteWorkAsync(app.Services, work, console, stopping);
            if (work is { EndsTheProcess: true }) return exitCode;
            app.Services.PrintAddresses(console, tokenLine, withExamples: work is not null);
            return 0;
        }
        catch (CommandException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Started.Failed;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            if (work is not { EndsTheProcess: true }) return 0;
            await Console.Error.WriteLineAsync("Stopped before the import was complete; it continues at the next start.");
            return Started.Failed;
        }
    }

    private static async Task<int> ExecuteWorkAsync(
        IServiceProvider services, ServerWork work, IAnsiConsole console, CancellationToken cancel)
    {
        var ledger = services.GetRequiredService<LedgerClient>();
        var grains = services.GetRequiredService<IGrainFactory>();
        var time = services.GetRequiredService<TimeProvider>();
        int exitCode = 0;
        switch (work)
        {
            case ServerWork.Demo demo:
                var store = services.GetRequiredService<ILedgerStore>();
                await new DemoCommand(grains, ledger, store, services.GetRequiredService<AuditTrail>(), time, console)
                    .RunAsync(demo.Count, cancel);
                break;
            case ServerWork.Import import:
                exitCode = await new ImportCommand(grains, services.GetRequiredService<IImportStore>(), time, console)
                    .RunAsync(import.Path, cancel);
                break;
        }

        await new ChainReport(grains, ledger, services.GetRequiredService<IProjectionStore>(), console).ShowAsync(cancel);
        return exitCode;
    }

    private static void PrintAddresses(this IServiceProvider services, IAnsiConsole console, string? tokenLine, bool withExamples)
    {
        string url = ServedAt.Url(services.GetRequiredService<IOptions<ApiOptions>>().Value);
        console.Print($"RetailGrains serves {url}/docs");
        if (ConsoleInApi.DeveloperLink(services, url) is { } link) console.Print($"Open the console, signed in: {link}");
        if (tokenLine is not null) console.Print($"  {tokenLine}");
        if (!withExamples) return;
        foreach (string path in new[] { "summary", "sales?interval=week", "products?sort=-units&limit=10", "transactions?limit=5" })
            console.Print($"  curl {DeveloperToken.CurlHeader} '{url}/api/v1/{path}'");
    }
}
