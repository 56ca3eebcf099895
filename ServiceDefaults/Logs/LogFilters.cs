using Microsoft.Extensions.Logging;

namespace RetailGrains.ServiceDefaults.Logs;

/// <summary>The log levels of all processes.</summary>
internal static class LogFilters
{
    /// <param name="filters">They have the rules of the section Logging, which take precedence.</param>
    /// <param name="level">The level in LOG_LEVEL.</param>
    public static void FilterBy(this LoggerFilterOptions filters, LogLevel level)
    {
        filters.MinLevel = level;
        LoggerFilterRule[] configured = [.. filters.Rules];
        filters.Rules.Clear();
        // Logging each request in the frameworks would cost more than the request.
        LogLevel frameworks = level is LogLevel.Information ? LogLevel.Warning : level;
        filters.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore", frameworks, null));
        // A program prints its address itself, in one line instead of four.
        filters.Rules.Add(new LoggerFilterRule(null, "Microsoft.Hosting.Lifetime", frameworks, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Orleans", frameworks, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Microsoft.Orleans", frameworks, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Polly", frameworks, null)); // one line for every placed activation
        // Why a silo was declared dead: its pod is gone.
        filters.Rules.Add(new LoggerFilterRule(null, "Orleans.Hosting.Kubernetes", level, null));
        // The watchdog of Orleans 10.4.2 measures its first interval from the machine's start and logs a false warning.
        filters.Rules.Add(new LoggerFilterRule(null, "Orleans.Runtime.Watchdog", LogLevel.Error, null));
        // Of several rules for a category, the last one applies.
        foreach (LoggerFilterRule rule in configured) filters.Rules.Add(rule);
    }
}
