using RetailGrains.Api.Access;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Projections;
using Spectre.Console;

namespace RetailGrains.Api.Commands;

/// <summary>Runs the command that the executable was started with.</summary>
internal static class Commands
{
    /// <summary>
    /// Runs the command among the arguments, if there is one, on a host that has started, and says what came of it; the host serves on.
    /// Without a command, a developer is told his token. When the command can't be done, says so in one line, sets the exit code to 1 and stops the host.
    /// </summary>
    public static async Task RunCommandAsync(this WebApplication app, string[] args)
    {
        IAnsiConsole console = AnsiConsole.Console;
        CancellationToken stopping = app.Lifetime.ApplicationStopping;
        try
        {
            if (Command.Parse(args) is not { } command)
            {
                if (app.Services.GetRequiredService<DeveloperToken>().ShellLine() is { } line) console.Tell(line);
                return;
            }

            await RunAsync(app, command, console, stopping);
            await app.Services.CreateReport(console).ShowAsync(app.Urls.FirstOrDefault() ?? string.Empty, stopping);
        }
        catch (CommandException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            Environment.ExitCode = 1;
            app.Lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // stopped before it was done
        }
    }

    private static Task RunAsync(WebApplication app, Command command, IAnsiConsole console, CancellationToken cancel)
    {
        IServiceProvider services = app.Services;
        var ledger = services.GetRequiredService<LedgerClient>();
        var grains = services.GetRequiredService<IGrainFactory>();
        var time = services.GetRequiredService<TimeProvider>();
        return command switch
        {
            Command.Demo demo =>
                new DemoCommand(grains, ledger, services.GetRequiredService<ILedgerStore>(), time, console).RunAsync(demo.Count, cancel),
            Command.Import import =>
                new ImportCommand(grains, services.GetRequiredService<IImportStore>(), time, console).RunAsync(import.Path, cancel),
            _ => throw new InvalidOperationException($"No such command: {command}."),
        };
    }

    private static ChainReport CreateReport(this IServiceProvider services, IAnsiConsole console) => new(
        services.GetRequiredService<IGrainFactory>(),
        services.GetRequiredService<LedgerClient>(),
        services.GetRequiredService<IProjectionStore>(),
        services.GetRequiredService<DeveloperToken>(),
        console);
}
