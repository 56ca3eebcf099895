using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Failures;

/// <summary>
/// What does not work in this process right now. Every retry loop reports its failures and successes here, under the name of its
/// component, so that a failure is logged when it begins, once a minute with a count while it lasts, and when it is over, however many
/// grains meet it; and so that <c>/ready</c> can say it in words.
/// </summary>
public sealed class FailureMonitor(TimeProvider time, ILogger<FailureMonitor> logger)
{
    private readonly ConcurrentDictionary<string, ComponentFailures> _components = new(StringComparer.Ordinal);

    /// <summary>Where a component reports. The name begins a sentence in the log: "Ledger commits fail: ...".</summary>
    public ComponentFailures Of(string component) =>
        _components.GetOrAdd(component, static (name, host) => new ComponentFailures(name, host.Time, host.Logger), (Time: time, Logger: (ILogger)logger));

    /// <summary>A line for each component that has been failing for long enough to matter, or permanently; empty when all is well.</summary>
    /// <param name="critical">Those that keep the process from its work, or the others.</param>
    public string[] Problems(bool critical) =>
    [
        .. from component in _components
           where Components.IsCritical(component.Key) == critical && component.Value.Problem is not null
           orderby component.Key
           select component.Value.Problem,
    ];
}
