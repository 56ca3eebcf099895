namespace RetailGrains.Metrics;

/// <summary>
/// A meter whose counters start at zero. Otherwise a series would appear with its first event, and Prometheus' <c>increase()</c> would not
/// count that event.
/// </summary>
public interface ISeededMeter
{
    /// <summary>Adds zero to the counters. The exporter must be listening.</summary>
    void Seed();
}
