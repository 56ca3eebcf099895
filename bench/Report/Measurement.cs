using HdrHistogram;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;

namespace RetailGrains.Bench.Report;

/// <summary>What was measured of one thing. What does not apply is null.</summary>
/// <param name="Id">Short name.</param>
/// <param name="What">In words.</param>
/// <param name="Rate">How many a second.</param>
/// <param name="Unit">Of what.</param>
internal sealed record Measurement(string Id, string What, double? Rate, string Unit)
{
    /// <summary>How long it took, where that is what counts.</summary>
    public double? Seconds { get; init; }

    /// <summary>Milliseconds within which half were answered.</summary>
    public double? P50 { get; init; }

    /// <summary>Milliseconds within which 99 of 100 were answered.</summary>
    public double? P99 { get; init; }

    /// <summary>The rate with the time added that it took, after the load had ended, until every figure showed all of it.</summary>
    public double? SettledRate { get; init; }

    /// <summary>Lines a second, where transactions are not all alike.</summary>
    public double? LinesPerSecond { get; init; }

    /// <summary>Group commits per transaction.</summary>
    public double? Commits { get; init; }

    /// <summary>Calls to entities per transaction.</summary>
    public double? GrainCalls { get; init; }

    /// <summary>Messages from silo to silo per transaction.</summary>
    public double? Messages { get; init; }

    /// <summary>Bytes that PostgreSQL wrote to its log per transaction.</summary>
    public double? LogBytes { get; init; }

    /// <summary>Processor seconds per 1,000.</summary>
    public CpuSeconds? Cpu { get; init; }

    /// <summary>Part of the machine that others had while this was measured.</summary>
    public double? OtherLoad { get; init; }

    /// <summary>Requests refused with 429 or 503.</summary>
    public long Refused { get; init; }

    /// <summary>What else to know.</summary>
    public string? Note { get; init; }

    /// <summary>Of a load.</summary>
    public static Measurement Of(string id, string what, string unit, LoadTally tally, TimeSpan elapsed) =>
        new(id, what, tally.Done / elapsed.TotalSeconds, unit)
        {
            P50 = Milliseconds(tally.Latencies, 50),
            P99 = Milliseconds(tally.Latencies, 99),
            Refused = tally.Refused,
        };

    /// <summary>With what was used of the processors meanwhile, for <paramref name="count"/> of what the rate counts.</summary>
    public Measurement With(CpuTimes used, long count, TimeSpan elapsed) => this with
    {
        Cpu = CpuSeconds.Per1000(used, count),
        OtherLoad = Math.Max(0, used.Others / elapsed / Environment.ProcessorCount),
    };

    private static double Milliseconds(LongHistogram latencies, double percentile) =>
        latencies.GetValueAtPercentile(percentile) / 1_000.0;
}

/// <summary>Processor seconds per 1,000 of something.</summary>
internal sealed record CpuSeconds(double Server, double Silos, double Postgres, double Client)
{
    public static CpuSeconds Per1000(CpuTimes used, long count) => new(
        used.Server.TotalSeconds * 1_000 / count,
        used.Silos.TotalSeconds * 1_000 / count,
        used.Postgres.TotalSeconds * 1_000 / count,
        used.Client.TotalSeconds * 1_000 / count);
}
