using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using RetailGrains.ServiceDefaults.Settings;

namespace RetailGrains.ServiceDefaults.Logs;

/// <summary>
/// The default log format of all processes, on standard error; standard output is for the output of commands. In Development an event is a
/// readable line, elsewhere a JSON object. <c>Logging:Console:*</c> overrides each default. Repeated messages are omitted in every format.
/// </summary>
internal static class LogFormat
{
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:Console:LogToStandardErrorThreshold"] = nameof(LogLevel.Trace),
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
    };

    /// <summary>Adds the defaults with the lowest precedence of all sources of configuration.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="isBug">Which exceptions indicate a bug, and are written with their stacks.</param>
    /// <exception cref="OptionsValidationException">A setting of the section is invalid or unknown.</exception>
    public static void UseLogFormat(this WebApplicationBuilder builder, Func<Exception, bool> isBug)
    {
        string[] problems = [.. LoggingSettings.ProblemsOf(builder.Configuration)];
        if (problems.Length > 0) throw new OptionsValidationException(nameof(LogFormat), typeof(LoggerFilterOptions), problems);
        string formatter = builder.Environment.IsDevelopment() ? LineFormatter.FormatterName : JsonLineFormatter.FormatterName;
        KeyValuePair<string, string?>[] defaults = [.. Defaults, new("Logging:Console:FormatterName", formatter)];
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
        builder.Logging.AddLines(isBug);
        builder.Logging.AddSampler<RepeatSampler>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<RepeatedMessages>();
        builder.Services.AddHostedService<RepeatReport>();
        builder.Services.AddOptions<LineFormatterOptions>().Configure<IOptions<LoggerFilterOptions>>(
            (options, filters) => options.IncludeStacks |= filters.Value.MinLevel <= LogLevel.Debug);
    }

    /// <summary>Creates loggers for the time before there is a host.</summary>
    public static ILoggerFactory CreateLoggers(this WebApplicationBuilder builder, Func<Exception, bool> isBug)
    {
        var settings = new SettingReader(builder.Configuration);
        LogLevel level = settings.LogLevel();
        settings.ThrowIfWrong<LoggerFilterOptions>();
        return LoggerFactory.Create(logging =>
            logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole().AddLines(isBug).SetMinimumLevel(level));
    }

    private static ILoggingBuilder AddLines(this ILoggingBuilder logging, Func<Exception, bool> isBug)
    {
        // .NET's own JSON formatter hides no secrets. It is internal, and the first formatter of a name is used.
        foreach (ServiceDescriptor own in logging.Services.Where(IsJsonFormatter).ToList()) logging.Services.Remove(own);
        logging.Services.Configure<LineFormatterOptions>(options => options.IsBug = isBug);
        return logging.AddConsoleFormatter<LineFormatter, LineFormatterOptions>()
            .AddConsoleFormatter<JsonLineFormatter, LineFormatterOptions>();
    }

    private static bool IsJsonFormatter(ServiceDescriptor service) =>
        service.ServiceType == typeof(ConsoleFormatter) && service.ImplementationType?.Name == "JsonConsoleFormatter";
}
