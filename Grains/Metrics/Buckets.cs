using System.Diagnostics.Metrics;

namespace RetailGrains.Metrics;

/// <summary>The boundaries of histograms. All series of a histogram have the same, so that Prometheus can add them.</summary>
internal static class Buckets
{
    /// <summary>Seconds, from a millisecond to the longest wait of a caller.</summary>
    public static InstrumentAdvice<double> Durations { get; } = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>Seconds, for what may wait for hours.</summary>
    public static InstrumentAdvice<double> Ages { get; } = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 1_800, 7_200, 43_200],
    };

    /// <summary>Sizes of batches.</summary>
    public static InstrumentAdvice<long> Sizes { get; } = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 4_000, 10_000],
    };
}
