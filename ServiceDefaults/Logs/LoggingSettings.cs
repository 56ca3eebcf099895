using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using RetailGrains.ServiceDefaults.Settings;

namespace RetailGrains.ServiceDefaults.Logs;

/// <summary>
/// Checks .NET's own section <c>Logging</c>. .NET ignores what it does not know there, falls back to another format, or fails without
/// naming the setting.
/// </summary>
internal static class LoggingSettings
{
    private const string Section = "Logging";
    private const string Levels = "Trace, Debug, Information, Warning, Error, Critical or None";

    /// <summary>The formats that hide secrets, which .NET's own do not.</summary>
    private static readonly string[] Formats = [LineFormatter.FormatterName, JsonLineFormatter.FormatterName];

    /// <summary>By setting, with <c>*</c> for a category: returns what a value must be; null when it is valid.</summary>
    private static readonly Dictionary<string, Func<string, string?>> Rules = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Logging:LogLevel:*"] = LevelRule,
        ["Logging:Console:LogLevel:*"] = LevelRule,
        ["Logging:Debug:LogLevel:*"] = LevelRule,
        ["Logging:EventLog:LogLevel:*"] = LevelRule,
        ["Logging:EventSource:LogLevel:*"] = LevelRule,
        ["Logging:CaptureScopes"] = FlagRule,
        ["Logging:Console:FormatterName"] = text =>
            Formats.Contains(text, StringComparer.OrdinalIgnoreCase) ? null : string.Join(" or ", Formats),
        ["Logging:Console:LogToStandardErrorThreshold"] = LevelRule,
        ["Logging:Console:MaxQueueLength"] = text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length > 0
                ? null
                : "a whole number above 0",
        ["Logging:Console:QueueFullMode"] = text => IsName<ConsoleLoggerQueueFullMode>(text) ? null : "Wait or DropWrite",
        ["Logging:Console:FormatterOptions:IncludeStacks"] = FlagRule,
        ["Logging:Console:FormatterOptions:IncludeScopes"] = FlagRule,
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = FlagRule,
        ["Logging:Console:FormatterOptions:TimestampFormat"] = TimeFormatRule,
    };

    /// <summary>The problems of the section, one line each.</summary>
    public static IEnumerable<string> ProblemsOf(IConfiguration configuration) => configuration.GetSection(Section).AsEnumerable()
        .Where(setting => setting.Value is { Length: > 0 } && setting.Key.Contains(':', StringComparison.Ordinal))
        .Select(setting => ProblemOf(setting.Key, setting.Value!))
        .OfType<string>();

    private static string? ProblemOf(string name, string value)
    {
        string section = name[..name.LastIndexOf(':')];
        if (!Rules.TryGetValue(name, out Func<string, string?>? mustBe) && !Rules.TryGetValue($"{section}:*", out mustBe))
            return $"{name} is not a setting.{NearestWord.Question(name, Rules.Keys)}";
        return mustBe(value) is { } expected ? $"{name} must be {expected}, not '{value}'." : null;
    }

    private static string? LevelRule(string text) => IsName<LogLevel>(text) ? null : Levels;

    private static string? FlagRule(string text) => bool.TryParse(text, out _) ? null : "true or false";

    private static string? TimeFormatRule(string text)
    {
        try
        {
            _ = DateTimeOffset.UnixEpoch.ToString(text, CultureInfo.InvariantCulture);
            return null;
        }
        catch (FormatException)
        {
            return "a format of dates and times in .NET";
        }
    }

    /// <summary>A number is refused: an operator would have to know .NET's numbers.</summary>
    private static bool IsName<TEnum>(string text)
        where TEnum : struct, Enum => Enum.GetNames<TEnum>().Contains(text, StringComparer.OrdinalIgnoreCase);
}
