using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using RetailGrains.Metrics;

namespace RetailGrains.Failures;

/// <summary>The metrics of failures: meter <c>RetailGrains.Failures</c>. docs/metrics.md describes them.</summary>
public sealed class FailureMeter : ISeededMeter, IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "RetailGrains.Failures";

    private static readonly KeyValuePair<string, object?>[] Kinds =
        [.. Enum.GetValues<FailureKind>().Select(kind => new KeyValuePair<string, object?>("kind", NameOf($"{kind}")))];

    private readonly Meter _meter;
    private readonly Counter<long> _failures;
    private readonly ConcurrentDictionary<string, (KeyValuePair<string, object?> Tag, ComponentFailures Failures)> _components =
        new(StringComparer.Ordinal);

    /// <param name="meters">Creates the meter.</param>
    public FailureMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _failures = _meter.CreateCounter<long>("retail.failures", "{attempt}", "Failed attempts of the loops that retry.");
        _meter.CreateObservableGauge(
            "retail.failing",
            () => _components.Values.Select(one => new Measurement<int>(one.Failures.Problem is null ? 0 : 1, one.Tag)),
            unit: null,
            "1 while a component fails permanently or for long, as in /ready.");
    }

    /// <inheritdoc/>
    public void Seed()
    {
        foreach (string component in Components.All)
            foreach (KeyValuePair<string, object?> kind in Kinds) _failures.Add(0, TagOf(component), kind);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>Reports whether a component fails from now on.</summary>
    internal void Watch(string component, ComponentFailures failures) => _components[component] = (TagOf(component), failures);

    /// <summary>An attempt of a component has failed.</summary>
    internal void Failed(string component, FailureKind kind) => _failures.Add(1, TagOf(component), Kinds[(int)kind]);

    /// <summary>The label of a component: "Ledger commits" is <c>ledger_commits</c>.</summary>
    internal static string NameOf(string component) => component.Replace(' ', '_').ToLowerInvariant();

    private static KeyValuePair<string, object?> TagOf(string component) => new("component", NameOf(component));
}
