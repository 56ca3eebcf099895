using System.Diagnostics.Metrics;
using RetailGrains.Metrics;

namespace RetailGrains.Access;

/// <summary>The metric of refused calls of guarded grains: meter <c>RetailGrains.Guards</c>. docs/metrics.md describes it.</summary>
internal sealed class GuardMeter : ISeededMeter, IDisposable
{
    public const string Name = "RetailGrains.Guards";

    private readonly Meter _meter;
    private readonly Counter<long> _denied;

    public GuardMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _denied = _meter.CreateCounter<long>("retail.access.denied.calls", "{call}", "Guarded calls without a valid ticket.");
    }

    public void Seed() => _denied.Add(0);

    /// <summary>A call was refused.</summary>
    public void Denied() => _denied.Add(1);

    public void Dispose() => _meter.Dispose();
}
