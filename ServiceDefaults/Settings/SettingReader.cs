using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RetailGrains.ServiceDefaults.Settings;

/// <summary>Reads settings by their documented names. All invalid settings are reported together, and stop the start.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    private const int MaxSeconds = 3_600;

    private readonly List<string> _problems = [];

    /// <summary>The setting, or null when it is absent.</summary>
    public string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    public int Port(string name, int otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= ushort.MaxValue)
            return port;
        Add($"{name} must be a port number from 1 to 65535, not '{text}'.");
        return otherwise;
    }

    public TimeSpan Seconds(string name, TimeSpan otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= 1 and <= MaxSeconds)
            return TimeSpan.FromSeconds(seconds);
        Add($"{name} must be a whole number of seconds from 1 to {MaxSeconds}, not '{text}'.");
        return otherwise;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        if (bool.TryParse(text, out bool flag)) return flag;
        Add($"{name} must be true or false, not '{text}'.");
        return otherwise;
    }

    /// <summary>The address to listen on; null for any.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="onlyLoopback">Whether only loopback addresses are allowed, whatever the setting is.</param>
    /// <param name="otherwise">The value without the setting.</param>
    public IPAddress? Host(string name, bool onlyLoopback, string otherwise = "*")
    {
        string text = Text(name) ?? (onlyLoopback ? "localhost" : otherwise);
        IPAddress? host = text switch { "*" => null, "localhost" => IPAddress.Loopback, _ => Parse(name, text) };
        if (onlyLoopback && (host is null || !IPAddress.IsLoopback(host)))
            Add($"{name}={text} cannot be used until JWT_SECRET_KEY is set: with the key of Development it must be localhost.");
        return host;
    }

    /// <summary>The level in LOG_LEVEL.</summary>
    public LogLevel LogLevel()
    {
        if (Text("LOG_LEVEL") is not { } text) return Microsoft.Extensions.Logging.LogLevel.Information;
        if (LevelOf(text) is { } level) return level;
        Add($"LOG_LEVEL must be TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL or NONE, not '{text}'.");
        return Microsoft.Extensions.Logging.LogLevel.Information;
    }

    public void Add(string problem) => _problems.Add(problem);

    /// <exception cref="OptionsValidationException">A setting is invalid.</exception>
    public void ThrowIfWrong<TOptions>()
    {
        if (_problems.Count > 0) throw new OptionsValidationException(typeof(TOptions).Name, typeof(TOptions), _problems);
    }

    private IPAddress? Parse(string name, string text)
    {
        if (IPAddress.TryParse(text, out IPAddress? address)) return address;
        Add($"{name} must be an IP address, localhost or *, not '{text}'.");
        return IPAddress.Loopback;
    }

    /// <summary>A level by its name in .NET or in the deployment guide.</summary>
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
