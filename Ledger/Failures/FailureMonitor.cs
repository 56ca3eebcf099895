using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Failures;

/// <summary>
/// Knows what currently fails in this process. Every retry loop reports its failures and successes here, under the name of its component.
/// However many grains a failure affects, it is logged when it starts, once a minute with a count while it lasts, and when it ends.
/// <c>/ready</c> reports it in words.
/// </summary>
public sealed class FailureMonitor(TimeProvider time, ILogger<FailureMonitor> logger)
{
    private readonly ConcurrentDictionary<string, ComponentFailures> _components = new(StringComparer.Ordinal);

    /// <summary>Returns the failures of a component. The name begins a sentence in the log: "Ledger commits fail: ...".</summary>
    public ComponentFailures Of(string component) =>
        _components.GetOrAdd(component, static (name, host) => new ComponentFailures(name, host.Time, host.Logger), (Time: time, Logger: (ILogger)logger));

    /// <summary>
    /// Returns a line for each component that fails permanently, or has failed for long enough to matter; empty when there is none.
    /// </summary>
    /// <param name="critical">Return the components that keep the process from its work, or else the others.</param>
    public string[] Problems(bool critical) =>
    [
        .. from component in _components
           where Components.IsCritical(component.Key) == critical && component.Value.Problem is not null
           orderby component.Key
           select component.Value.Problem,
    ];
}
