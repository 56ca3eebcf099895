using System.Diagnostics.Metrics;

namespace RetailGrains.Silo.Clustering;

/// <summary>The metric of a client of the cluster: meter <c>RetailGrains.Connection</c>. docs/metrics.md describes it.</summary>
internal sealed class ConnectionMeter : IDisposable
{
    public const string Name = "RetailGrains.Connection";

    private readonly Meter _meter;

    public ConnectionMeter(IMeterFactory meters, ClusterConnection connection)
    {
        _meter = meters.Create(Name);
        _meter.CreateObservableGauge(
            "retail.cluster.connected", () => connection.IsMade ? 1 : 0, unit: null, "1 once this process has connected to silos.");
    }

    public void Dispose() => _meter.Dispose();
}
