using System.Globalization;
using Microsoft.Extensions.Diagnostics.Sampling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RetailGrains.ServiceDefaults.Logs;

/// <summary>
/// Omits repeated warnings and errors from sources without a limit: the frameworks, which warn at each attempt, and messages about requests
/// and stream entries, whose number callers determine. The ledger and the grains report failures to a monitor
/// that has its own limit, so they are not sampled.
/// </summary>
internal sealed class RepeatSampler(RepeatedMessages messages) : LoggingSampler
{
    private const string Own = "RetailGrains.";

    private static readonly string[] SampledOfOwn =
        ["RetailGrains.Api.", "RetailGrains.Streaming.", "RetailGrains.ServiceDefaults."];

    public override bool ShouldSample<TState>(in LogEntry<TState> logEntry) =>
        logEntry.LogLevel < LogLevel.Warning
        || logEntry.LogLevel == LogLevel.Critical
        || !IsSampled(logEntry.Category)
        || messages.Admit(KindOf(logEntry.Category, logEntry.EventId, logEntry.Exception));

    /// <summary>Whether messages of a category are limited.</summary>
    public static bool IsSampled(string category) =>
        !category.StartsWith(Own, StringComparison.Ordinal)
        || Array.Exists(SampledOfOwn, prefix => category.StartsWith(prefix, StringComparison.Ordinal));

    private static MessageKind KindOf(string category, EventId id, Exception? exception) =>
        new(category, id.Name ?? (id.Id == 0 ? null : id.Id.ToString(CultureInfo.InvariantCulture)), exception?.GetType());
}
