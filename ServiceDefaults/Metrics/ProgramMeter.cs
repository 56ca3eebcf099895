using System.Diagnostics.Metrics;
using RetailGrains.ServiceDefaults.Logs;

namespace RetailGrains.ServiceDefaults.Metrics;

/// <summary>The metrics of every program: meter <c>RetailGrains.Program</c>. docs/metrics.md describes them.</summary>
internal sealed class ProgramMeter : IDisposable
{
    public const string Name = "RetailGrains.Program";

    private readonly Meter _meter;

    public ProgramMeter(IMeterFactory meters, RepeatedMessages messages)
    {
        _meter = meters.Create(Name);
        ProgramVersion version = ProgramVersion.Current;
        Measurement<int> build = new(1, new KeyValuePair<string, object?>("version", version.Version), new("commit", version.Commit ?? ""));
        _meter.CreateObservableGauge("retail.build.info", () => build, unit: null, "1, with the program's version.");
        _meter.CreateObservableCounter(
            "retail.log.suppressed", () => messages.Omitted, "{message}", "Repeated warnings that were not logged.");
    }

    public void Dispose() => _meter.Dispose();
}
