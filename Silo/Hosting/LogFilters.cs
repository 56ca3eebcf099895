using Microsoft.Extensions.Logging;

namespace RetailGrains.Silo.Hosting;

/// <summary>What is logged at which level, in every process.</summary>
internal static class LogFilters
{
    public static void FilterBy(this LoggerFilterOptions filters, LogLevel level)
    {
        filters.MinLevel = level;
        filters.Rules.Clear();
        // The frameworks' lines about each request would cost more than the request.
        LogLevel frameworks = level is LogLevel.Information ? LogLevel.Warning : level;
        filters.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore", frameworks, null));
        // A program prints itself where it serves, in one line instead of four.
        filters.Rules.Add(new LoggerFilterRule(null, "Microsoft.Hosting.Lifetime", frameworks, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Orleans", frameworks, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Microsoft.Orleans", frameworks, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Polly", frameworks, null)); // a line for every activation that is placed
        // Orleans 10.4.2's watchdog measures its first interval from the machine's start and warns of it.
        filters.Rules.Add(new LoggerFilterRule(null, "Orleans.Runtime.Watchdog", LogLevel.Error, null));
    }
}
