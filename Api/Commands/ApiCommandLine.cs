using System.CommandLine;
using RetailGrains.Api.Hosting;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Doctor;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Api.Commands;

/// <summary>The command line of the API program.</summary>
internal static class ApiCommandLine
{
    private const string DemoSwitch = "--demo";
    private const string ImportSwitch = "--import";

    public static Task<int> RunAsync(string[] args)
    {
        Arguments arguments = Arguments.Sort(args, ApiSettings.Known);
        return new ProgramCommands(CommandsWith(arguments.Settings), ApiSettings.Known, DemoSwitch, ImportSwitch)
            .RunAsync(WithCommandFirst(arguments.Command));
    }

    private static RootCommand CommandsWith(string[] settings)
    {
        var serve = new Command("serve", "Serves the API. The default when no command is given.");
        var root = new RootCommand("RetailGrains' API. Settings are environment variables, or arguments such as --API_PORT=8001.")
        {
            serve,
            DemoCommandLine.Create(settings),
            ImportCommandLine.Create(settings),
            MigrateCommand.Create(settings),
            BackupCommand.Create(settings),
            TokenCommand.Create(settings),
            new DoctorCommand(
                configuration => [NetworkChecks.Http(configuration, "API", defaultHost: "*"), .. NetworkChecks.Proxies(configuration)])
                .Create(settings),
            new HealthCommand("API_HOST", "API_PORT", new ApiOptions().Port, CertificateSettings.Api).Create(settings),
        };
        foreach (Command command in new[] { root, serve }) command.SetAction((_, _) => ApiProgram.RunAsync(settings, work: null));
        return root;
    }

    /// <summary>
    /// <c>--demo [COUNT]</c> and <c>--import FILE</c> are older forms of the commands; with both the server keeps serving afterwards.
    /// </summary>
    private static string[] WithCommandFirst(string[] arguments)
    {
        int at = Array.FindIndex(arguments, argument => argument is DemoSwitch or ImportSwitch);
        if (at < 0) return arguments;
        string[] rest = [.. arguments[..at], .. arguments[(at + 1)..]];
        return arguments[at] == DemoSwitch ? ["demo", .. rest] : ["import", .. rest, ImportCommandLine.ServeSwitch];
    }
}
