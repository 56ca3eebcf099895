using System.Globalization;
using Microsoft.Extensions.Options;

namespace RetailGrains.Api.Hosting;

/// <summary>How the API is reached.</summary>
internal sealed class ApiOptions
{
    /// <summary>Port on the loopback addresses. Default 8000. Environment: API_PORT.</summary>
    public int Port { get; set; } = 8000;

    /// <summary>Least level that is logged. Default Information. Environment: LOG_LEVEL.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;
}

/// <summary>Reads <see cref="ApiOptions"/> from the configuration; what can't be used stops the start and is named.</summary>
internal sealed class ReadApiOptions(IConfiguration configuration) : IConfigureOptions<ApiOptions>
{
    public void Configure(ApiOptions options)
    {
        List<string> problems = [];
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
