using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using RetailGrains.ServiceDefaults;
using RetailGrains.ServiceDefaults.Health;

namespace RetailGrains.WebConsole.Hosting;

/// <summary>The console as a separate process, and its command line. Every failure is one line on standard error.</summary>
internal static class ConsoleProgram
{
    public const int Failed = 1;
    public const int WrongCommandLine = 2;

    private const string Usage = """
        RetailGrains' web console, as a client of the API on CONSOLE_API_URL.

          dotnet RetailGrains.Console.dll                     serves the console
          dotnet RetailGrains.Console.dll health [--ready]    asks the console on CONSOLE_PORT of this machine whether it is alive,
                                                              or ready; exit code 0 or 1
          dotnet RetailGrains.Console.dll --version | --help

        Settings are environment variables, or arguments such as --CONSOLE_PORT=8081.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        string[] settings = [.. args.Where(IsSetting)];
        string[] command = [.. args.Where(argument => !IsSetting(argument))];
        try
        {
            return command switch
            {
                [] or ["serve"] => await ServeAsync(settings),
                ["health"] => await ProbeAsync(settings, isReadiness: false),
                ["health", "--ready"] => await ProbeAsync(settings, isReadiness: true),
                ["--version"] => await PrintAsync(ProgramVersion.Current.InformationalVersion),
                ["--help" or "-h" or "help"] => await PrintAsync(Usage),
                _ => await RefuseAsync(command),
            };
        }
        catch (OptionsValidationException e)
        {
            foreach (string problem in e.Failures) await Console.Error.WriteLineAsync(problem);
            return Failed;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"{e.Message} Stop the other process, or set CONSOLE_PORT or CONSOLE_OPS_PORT to a free port.");
            return Failed;
        }
    }

    private static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.Contains('=', StringComparison.Ordinal);

    private static async Task<int> ServeAsync(string[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        var server = ConsoleServer.Read(builder.Configuration, builder.Environment);
        builder.ConfigureServer(server);
        builder.AddConsole();
        WebApplication app = builder.Build();
        ConsoleOptions options = app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value;
        app.UseServer(server);
        app.UseRouting();
        app.UseConsole();
        app.MapConsole();
        app.MapProbes();
        Uri address = HealthProbe.AddressOf(server.Host, server.Port, Uri.UriSchemeHttp, path: "");
        app.Lifetime.ApplicationStarted.Register(() => ServerLog.LogServing(app.Logger, address, options.ApiUrl));
        await app.RunAsync();
        return 0;
    }

    private static Task<int> ProbeAsync(string[] settings, bool isReadiness)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        var server = ConsoleServer.Read(builder.Configuration, builder.Environment);
        return HealthProbe.RunAsync(server.Host, server.Port, isHttps: false, isReadiness, token: null);
    }

    private static async Task<int> PrintAsync(string text)
    {
        await Console.Out.WriteLineAsync(text);
        return 0;
    }

    private static async Task<int> RefuseAsync(string[] command)
    {
        await Console.Error.WriteLineAsync($"'{string.Join(' ', command)}' is not a command. --help lists the commands.");
        return WrongCommandLine;
    }
}
