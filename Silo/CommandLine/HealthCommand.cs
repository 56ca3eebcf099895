using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RetailGrains.Access;
using RetailGrains.ServiceDefaults.Health;
using RetailGrains.ServiceDefaults.Settings;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.CommandLine;

/// <summary><c>health</c>: probes the process that runs with the same settings on this machine. For health checks of containers.</summary>
/// <param name="hostSetting">The setting with the address on which the process listens.</param>
/// <param name="portSetting">The setting with its port.</param>
/// <param name="defaultPort">The port without that setting.</param>
/// <param name="certificate">The settings of its certificate.</param>
internal sealed class HealthCommand(string hostSetting, string portSetting, int defaultPort, CertificateSettings certificate)
{
    public Command Create(string[] settings)
    {
        var ready = new Option<bool>("--ready") { Description = "Check readiness (/ready) instead of liveness (/health)." };
        var command =
            new Command("health", $"Checks whether the process on {portSetting} of this machine is alive; exit code 0 or 1.") { ready };
        command.SetAction((parsed, cancel) => RunAsync(settings, parsed.GetValue(ready), cancel));
        return command;
    }

    private Task<int> RunAsync(string[] arguments, bool isReadiness, CancellationToken cancel)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(arguments);
        bool isHttps = CertificateFiles.Of(certificate, builder.Configuration) is not null;
        var settings = new SettingReader(builder.Configuration);
        IPAddress? listens = settings.Host(hostSetting, onlyLoopback: false);
        int port = settings.Port(portSetting, defaultPort);
        settings.ThrowIfWrong<HealthCommand>();
        return HealthProbe.RunAsync(listens, port, isHttps, isReadiness, TokenFor(builder), cancel);
    }

    /// <summary>An operator's token when <see cref="AccessOptions.OpenHealth"/> is off; null when none is needed.</summary>
    private static string? TokenFor(WebApplicationBuilder builder)
    {
        if (!string.Equals(builder.Configuration["Access:OpenHealth"], "false", StringComparison.OrdinalIgnoreCase)) return null;
        builder.Services.AddAccess();
        using ServiceProvider services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<TokenIssuer>().Issue("health", [Roles.Operator], lifetime: HealthProbe.Timeout).Text;
    }
}
