using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RetailGrains.Silo.Hosting;

/// <summary>Reads settings by the names that operators know; what can't be used stops the start and is named, all of it at once.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];

    /// <summary>The setting, or null when it is not given.</summary>
    public string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    public int Port(string name, int otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= ushort.MaxValue)
            return port;
        Add($"{name} must be a port number from 1 to 65535.");
        return otherwise;
    }

    /// <summary>LOG_LEVEL.</summary>
    public LogLevel LogLevel()
    {
        if (Text("LOG_LEVEL") is not { } text) return Microsoft.Extensions.Logging.LogLevel.Information;
        if (LevelOf(text) is { } level) return level;
        Add("LOG_LEVEL must be TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL or NONE.");
        return Microsoft.Extensions.Logging.LogLevel.Information;
    }

    public void Add(string problem) => _problems.Add(problem);

    /// <exception cref="OptionsValidationException">A setting can't be used.</exception>
    public void ThrowIfWrong<TOptions>()
    {
        if (_problems.Count > 0) throw new OptionsValidationException(typeof(TOptions).Name, typeof(TOptions), _problems);
    }

    /// <summary>Levels by the names of .NET and by those that the deployment guide uses.</summary>
    private static LogLevel? LevelOf(string name) => name.ToUpperInvariant() switch
    {
        "TRACE" => Microsoft.Extensions.Logging.LogLevel.Trace,
        "DEBUG" => Microsoft.Extensions.Logging.LogLevel.Debug,
        "INFO" or "INFORMATION" => Microsoft.Extensions.Logging.LogLevel.Information,
        "WARN" or "WARNING" => Microsoft.Extensions.Logging.LogLevel.Warning,
        "ERROR" => Microsoft.Extensions.Logging.LogLevel.Error,
        "CRITICAL" => Microsoft.Extensions.Logging.LogLevel.Critical,
        "NONE" => Microsoft.Extensions.Logging.LogLevel.None,
        _ => null,
    };
}
