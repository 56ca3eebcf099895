using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RetailGrains.Silo.Hosting;

/// <summary>
/// How every process logs by default: a line per event, with the time in UTC, on standard error; standard output is for what a command
/// prints. <c>Logging:Console:*</c> overrides each of them. What repeats is left out, whatever the format.
/// </summary>
internal static class LogFormat
{
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:Console:FormatterName"] = LineFormatter.FormatterName,
        ["Logging:Console:LogToStandardErrorThreshold"] = nameof(LogLevel.Trace),
        ["Logging:Console:FormatterOptions:SingleLine"] = "true", // for "simple"
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
    };

    /// <summary>Puts the defaults below every other source of configuration.</summary>
    public static void UseLogFormat(this WebApplicationBuilder builder)
    {
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Logging.AddLines();
        builder.Logging.AddSampler<RepeatSampler>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RepeatedMessages>();
        builder.Services.AddHostedService<RepeatReport>();
        builder.Services.AddOptions<LineFormatterOptions>().Configure<IOptions<LoggerFilterOptions>>(
            (options, filters) => options.IncludeStacks |= filters.Value.MinLevel <= LogLevel.Debug);
    }

    /// <summary>For what is logged before there is a host.</summary>
    public static ILoggerFactory CreateLoggers(this WebApplicationBuilder builder)
    {
        LogLevel level = new SettingReader(builder.Configuration).LogLevel();
        return LoggerFactory.Create(logging =>
            logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole().AddLines().SetMinimumLevel(level));
    }

    private static ILoggingBuilder AddLines(this ILoggingBuilder logging) =>
        logging.AddConsoleFormatter<LineFormatter, LineFormatterOptions>();
}
