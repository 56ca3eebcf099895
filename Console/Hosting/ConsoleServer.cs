using System.Net;
using Microsoft.Extensions.Options;
using RetailGrains.ServiceDefaults.Limits;
using RetailGrains.ServiceDefaults.Settings;

namespace RetailGrains.WebConsole.Hosting;

/// <summary>The server of the console as a separate process.</summary>
/// <param name="Host">
/// The address to listen on; null means any. Default any, in Development loopback. Environment: CONSOLE_HOST, an address, <c>localhost</c>
/// or <c>*</c>.
/// </param>
/// <param name="Port">The port to listen on. Default 8080. Environment: CONSOLE_PORT.</param>
/// <param name="OperationsHost">
/// The address on which <c>/metrics</c> is served, which needs no token; null means any. Default loopback. Environment: CONSOLE_OPS_HOST.
/// </param>
/// <param name="OperationsPort">The port of <c>/metrics</c>. Default 8082. Environment: CONSOLE_OPS_PORT.</param>
/// <param name="LogLevel">The minimum level that is logged. Default Information. Environment: LOG_LEVEL.</param>
/// <param name="Proxies">
/// Proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are trusted. Default none. Settings: Limits:TrustedProxies:*, as the
/// API reads them.
/// </param>
internal sealed record ConsoleServer(
    IPAddress? Host, int Port, IPAddress? OperationsHost, int OperationsPort, LogLevel LogLevel, string[] Proxies)
{
    private const int DefaultPort = 8080;
    private const int DefaultOperationsPort = 8082;

    /// <exception cref="OptionsValidationException">Settings are invalid; each line names one.</exception>
    public static ConsoleServer Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = new SettingReader(configuration);
        string[] proxies = configuration.GetSection("Limits:TrustedProxies").Get<string[]>() ?? [];
        var server = new ConsoleServer(
            settings.Host("CONSOLE_HOST", onlyLoopback: false, environment.IsDevelopment() ? "localhost" : "*"),
            settings.Port("CONSOLE_PORT", DefaultPort),
            settings.Host("CONSOLE_OPS_HOST", onlyLoopback: false, "localhost"),
            settings.Port("CONSOLE_OPS_PORT", DefaultOperationsPort),
            settings.LogLevel(),
            proxies);
        if (server.Port == server.OperationsPort)
            settings.Add($"CONSOLE_OPS_PORT must differ from CONSOLE_PORT; both are {server.Port}.");
        foreach ((int index, string proxy) in proxies.Index())
            if (ProxyNetworks.ProblemOf(index, proxy) is { } problem) settings.Add(problem);
        settings.ThrowIfWrong<ConsoleServer>();
        return server;
    }
}
