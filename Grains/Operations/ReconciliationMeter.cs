using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using RetailGrains.Metrics;

namespace RetailGrains.Operations;

/// <summary>The metrics of reconciliation: meter <c>RetailGrains.Reconciliation</c>. docs/metrics.md describes them.</summary>
internal sealed class ReconciliationMeter : ISeededMeter, IDisposable
{
    public const string Name = "RetailGrains.Reconciliation";

    private const string Agrees = "agrees", Differs = "differs", Failed = "failed";

    private readonly Meter _meter;
    private readonly Counter<long> _runs;
    private volatile ReconciliationStatus? _last;

    public ReconciliationMeter(IMeterFactory meters, IOptions<ReconciliationOptions> options)
    {
        _meter = meters.Create(Name);
        _runs = _meter.CreateCounter<long>("retail.reconciliation.runs", "{check}", "Checks that ended.");
        _meter.CreateObservableGauge(
            "retail.reconciliation.interval",
            () => options.Value.Interval.TotalSeconds,
            "s",
            "Time between scheduled checks; 0 when there are none.");
        Gauge(
            "agrees",
            status => status.Outcome!.Report.Agrees ? 1 : 0,
            unit: null,
            "1 when the last check found every figure equal to the ledger.");
        Gauge("differences", status => status.Outcome!.Report.DifferenceCount, "{difference}", "Differences that the last check found.");
        Gauge(
            "completed.timestamp",
            status => (status.FinishedAt!.Value - DateTime.UnixEpoch).TotalSeconds,
            "s",
            "When the last check ended, in seconds since 1970.");
        Gauge(
            "last.duration",
            status => (status.FinishedAt!.Value - status.StartedAt!.Value).TotalSeconds,
            "s",
            "Duration of the last check.");
    }

    public void Seed()
    {
        foreach (string result in new[] { Agrees, Differs, Failed })
            foreach (ReconciliationTrigger trigger in Enum.GetValues<ReconciliationTrigger>()) Count(0, result, trigger);
    }

    /// <summary>A check has ended; null when it failed.</summary>
    public void Ended(ReconciliationTrigger trigger, ReconciliationOutcome? outcome) =>
        Count(1, outcome is null ? Failed : outcome.Report.Agrees ? Agrees : Differs, trigger);

    /// <summary>Reports the last result, which may be another silo's; null when it is not known.</summary>
    public void Observed(ReconciliationStatus? status) => _last = status;

    public void Dispose() => _meter.Dispose();

    private void Count(int runs, string result, ReconciliationTrigger trigger) =>
        _runs.Add(runs, "result".Tag(result), "trigger".Tag(trigger == ReconciliationTrigger.Scheduled ? "scheduled" : "manual"));

    private void Gauge<T>(string name, Func<ReconciliationStatus, T> value, string? unit, string description)
        where T : struct => _meter.CreateObservableGauge(
            $"retail.reconciliation.{name}",
            () => _last is { Outcome: not null } last ? [new Measurement<T>(value(last))] : Enumerable.Empty<Measurement<T>>(),
            unit,
            description);
}
