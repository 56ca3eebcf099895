using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Doctor;
using RetailGrains.Silo.Operations;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.Hosting;

/// <summary>The silo program and its command line.</summary>
internal static class SiloProgram
{
    public static Task<int> RunAsync(string[] args)
    {
        Arguments arguments = Arguments.Sort(args, SiloSettings.OfSilo);
        return new ProgramCommands(CommandsWith(arguments.Settings), SiloSettings.OfSilo).RunAsync(arguments.Command);
    }

    private static RootCommand CommandsWith(string[] settings)
    {
        var serve = new Command("serve", "Runs a silo of the cluster on DATABASE_URL. This is the default command.");
        var root =
            new RootCommand("A silo of a RetailGrains cluster. Settings are environment variables, or arguments such as --OPS_PORT=8082.")
        {
            serve,
            MigrateCommand.Create(settings),
            new DoctorCommand(configuration =>
                [
                    NetworkChecks.Cluster(configuration),
                    NetworkChecks.Http(configuration, "OPS", defaultHost: configuration.IsPod() ? "*" : "localhost"),
                ])
                .Create(settings),
            new HealthCommand(
                "OPS_HOST", "OPS_PORT", new SiloHostOptions().OperationsPort, CertificateSettings.Operations).Create(settings),
        };
        foreach (Command command in new[] { root, serve }) command.SetAction((_, _) => ServeAsync(settings));
        return root;
    }

    private static async Task<int> ServeAsync(string[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        builder.AddLogs();
        builder.AddSiloHostOptions();
        builder.ListenOnOperationsPort();
        builder.CheckSettings(SiloSettings.OfSilo, CheckPorts);
        builder.AddHttps(CertificateSettings.Operations);
        await using RetailStore store = await builder.OpenStoreAsync(StoreOwnership.Shared);
        builder.AddClusteredSilo(store);
        builder.Services.AddSingleton<ProgramExit>();

        WebApplication app = builder.Build();
        app.Services.ValidateOptions();
        app.MapOperations();
        var exit = app.Services.GetRequiredService<ProgramExit>();
        await app.RunAsync();
        return exit.Code;
    }

    private static void CheckPorts(IServiceProvider services)
    {
        SiloHostOptions options = services.GetRequiredService<IOptions<SiloHostOptions>>().Value;
        PortCheck.Require("OPS_PORT", options.OperationsPort, "OPS_HOST", options.OperationsHost);
        // In a pod the silo listens on the pod's addresses, and no other process does.
        if (services.GetRequiredService<IConfiguration>().IsPod()) return;
        bool isRelayed = options.SiloListenPort != options.SiloPort;
        PortCheck.Require(isRelayed ? "SILO_LISTEN_PORT" : "SILO_PORT", options.SiloListenPort, "SILO_ADDRESS", options.Address);
        PortCheck.Require("GATEWAY_PORT", options.GatewayPort, "SILO_ADDRESS", options.Address);
    }
}
