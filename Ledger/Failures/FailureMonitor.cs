using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Failures;

/// <summary>
/// Records which components of this process currently fail. Retry loops report their failures and successes here, under the name of their
/// component. However many grains a failure affects, it is logged when it starts, once a minute with a count while it lasts, and when it
/// ends. <c>/ready</c> reports it too.
/// </summary>
public sealed class FailureMonitor
{
    private readonly ConcurrentDictionary<string, ComponentFailures> _components = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FailureMeter? _meter;

    /// <param name="time">Measures how long a failure lasts.</param>
    /// <param name="logger">Receives the reports.</param>
    public FailureMonitor(TimeProvider time, ILogger<FailureMonitor> logger)
        : this(time, logger, meter: null)
    {
    }

    internal FailureMonitor(TimeProvider time, ILogger<FailureMonitor> logger, FailureMeter? meter) =>
        (_time, _logger, _meter) = (time, logger, meter);

    /// <summary>Returns the failures of a component. The name begins a sentence in the log: "Ledger commits fail: ...".</summary>
    public ComponentFailures Of(string component) =>
        _components.GetOrAdd(component, static (name, monitor) => monitor.Create(name), this);

    /// <summary>
    /// Returns a line for each component that fails permanently, or has failed for long enough to matter; empty when there is none.
    /// </summary>
    /// <param name="critical">True for the components without which the process cannot do its work, false for the others.</param>
    public string[] Problems(bool critical) =>
    [
        .. from component in _components
           where Components.IsCritical(component.Key) == critical && component.Value.Problem is not null
           orderby component.Key
           select component.Value.Problem,
    ];

    private ComponentFailures Create(string component)
    {
        var failures = new ComponentFailures(component, _time, _logger, _meter);
        _meter?.Watch(component, failures);
        return failures;
    }
}

/// <summary>Registers the monitor with its metrics.</summary>
public static class FailureMonitoring
{
    /// <summary>Does nothing when the monitor is registered already.</summary>
    public static IServiceCollection AddFailureMonitor(this IServiceCollection services)
    {
        services.TryAddSingleton<FailureMeter>();
        services.TryAddSingleton(provider => new FailureMonitor(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FailureMonitor>>(),
            provider.GetRequiredService<FailureMeter>()));
        return services;
    }
}
