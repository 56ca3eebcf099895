using System.CommandLine;
using RetailGrains.Api.Hosting;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Doctor;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Api.Commands;

/// <summary>The command line of the API program.</summary>
internal static class ApiCommandLine
{
    public static Task<int> RunAsync(string[] args)
    {
        Arguments arguments = Arguments.Sort(args, ApiSettings.Known);
        RootCommand root = CommandsWith(arguments.Settings);
        string[] names = [.. root.Subcommands.Select(command => command.Name)];
        return new ProgramCommands(root, ApiSettings.Known, EarlierSwitches.Demo, EarlierSwitches.Import)
            .RunAsync(EarlierSwitches.Replace(arguments.Command, names));
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
}
