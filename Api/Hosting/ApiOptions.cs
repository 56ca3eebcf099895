using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using RetailGrains.Access;

namespace RetailGrains.Api.Hosting;

/// <summary>How the API is reached.</summary>
internal sealed class ApiOptions
{
    /// <summary>
    /// Address that it listens on; null: any. Default any, but the loopback addresses when the key of tokens was made at the start, and
    /// then no other. Environment: API_HOST, an address, <c>localhost</c> or <c>*</c>.
    /// </summary>
    public IPAddress? Host { get; set; }

    /// <summary>Port. Default 8000. Environment: API_PORT.</summary>
    public int Port { get; set; } = 8000;

    /// <summary>Least level that is logged. Default Information. Environment: LOG_LEVEL.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;
}

/// <summary>Reads <see cref="ApiOptions"/> from the configuration; what can't be used stops the start and is named.</summary>
internal sealed class ReadApiOptions(IConfiguration configuration, IOptions<AccessOptions> access) : IConfigureOptions<ApiOptions>
{
    public void Configure(ApiOptions options)
    {
        List<string> problems = [];
        ReadHost(options, problems);
        if (configuration["API_PORT"] is { Length: > 0 } port)
        {
            if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= ushort.MaxValue)
                options.Port = number;
            else problems.Add("API_PORT must be a port number from 1 to 65535.");
        }

        if (configuration["LOG_LEVEL"] is { Length: > 0 } level)
        {
            if (LevelOf(level) is { } known) options.LogLevel = known;
            else problems.Add("LOG_LEVEL must be TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL or NONE.");
        }

        if (problems.Count > 0) throw new OptionsValidationException(nameof(ApiOptions), typeof(ApiOptions), problems);
    }

    private void ReadHost(ApiOptions options, List<string> problems)
    {
        bool onlyHere = access.Value.HasMadeKey;
        string host = configuration["API_HOST"] is { Length: > 0 } given ? given : onlyHere ? "localhost" : "*";
        if (host is "*") options.Host = null;
        else if (host is "localhost") options.Host = IPAddress.Loopback;
        else if (IPAddress.TryParse(host, out IPAddress? address)) options.Host = address;
        else problems.Add("API_HOST must be an IP address, localhost or *.");
        if (onlyHere && (options.Host is null || !IPAddress.IsLoopback(options.Host)))
            problems.Add("API_HOST can't be other than localhost until JWT_SECRET_KEY is set.");
    }

    /// <summary>Levels by the names of .NET and by those that the deployment guide uses.</summary>
    private static LogLevel? LevelOf(string name) => name.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "CRITICAL" => LogLevel.Critical,
        "NONE" => LogLevel.None,
        _ => null,
    };
}
