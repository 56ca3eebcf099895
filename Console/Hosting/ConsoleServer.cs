using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using RetailGrains.Limits;

namespace RetailGrains.WebConsole.Hosting;

/// <summary>The server of the console as a separate process.</summary>
/// <param name="Host">
/// The address to listen on; null means any. Default any, in Development loopback. Environment: CONSOLE_HOST, an address, <c>localhost</c>
/// or <c>*</c>.
/// </param>
/// <param name="Port">The port to listen on. Default 8080. Environment: CONSOLE_PORT.</param>
/// <param name="LogLevel">The minimum level that is logged. Default Information. Environment: LOG_LEVEL.</param>
/// <param name="Proxies">
/// Proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are trusted. Default none. Settings: Limits:TrustedProxies:*, as the
/// API reads them.
/// </param>
internal sealed record ConsoleServer(IPAddress? Host, int Port, LogLevel LogLevel, string[] Proxies)
{
    private const int DefaultPort = 8080;

    /// <exception cref="OptionsValidationException">Settings are invalid; each line names one.</exception>
    public static ConsoleServer Read(IConfiguration configuration, IHostEnvironment environment)
    {
        List<string> problems = [];
        IPAddress? host = HostOf(Text("CONSOLE_HOST") ?? (environment.IsDevelopment() ? "localhost" : "*"));
        int port = PortOf(Text("CONSOLE_PORT"));
        LogLevel level = LevelOf(Text("LOG_LEVEL"));
        string[] proxies = configuration.GetSection("Limits:TrustedProxies").Get<string[]>() ?? [];
        problems.AddRange(proxies.Index().Select(proxy => ProxyNetworks.ProblemOf(proxy.Index, proxy.Item)).OfType<string>());
        return problems.Count == 0
            ? new ConsoleServer(host, port, level, proxies)
            : throw new OptionsValidationException(nameof(ConsoleServer), typeof(ConsoleServer), problems);

        string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

        IPAddress? HostOf(string text)
        {
            if (text == "*") return null;
            if (text == "localhost") return IPAddress.Loopback;
            if (IPAddress.TryParse(text, out IPAddress? address)) return address;
            problems.Add($"CONSOLE_HOST must be an IP address, localhost or *, not '{text}'.");
            return null;
        }

        int PortOf(string? text)
        {
            if (text is null) return DefaultPort;
            if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0) return number;
            problems.Add($"CONSOLE_PORT must be a port number from 1 to 65535, not '{text}'.");
            return DefaultPort;
        }

        LogLevel LevelOf(string? text)
        {
            if (text is null || text.Equals("INFO", StringComparison.OrdinalIgnoreCase)) return LogLevel.Information;
            if (text.Equals("WARN", StringComparison.OrdinalIgnoreCase)) return LogLevel.Warning;
            // A number is refused: an operator would have to know .NET's numbers.
            if (text.All(char.IsAsciiLetter) && Enum.TryParse(text, ignoreCase: true, out LogLevel level)) return level;
            problems.Add($"LOG_LEVEL must be TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL or NONE, not '{text}'.");
            return LogLevel.Information;
        }
    }

    /// <summary>A URL of this server, for a process of this machine.</summary>
    public Uri Address(string path)
    {
        IPAddress host = Host is null || Host.Equals(IPAddress.Any) || Host.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : Host;
        return new UriBuilder(Uri.UriSchemeHttp, host.ToString(), Port, path).Uri;
    }
}
