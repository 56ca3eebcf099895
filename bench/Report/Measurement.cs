using HdrHistogram;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;

namespace RetailGrains.Bench.Report;

/// <summary>One measurement. Values that do not apply are null.</summary>
/// <param name="Id">A short name.</param>
/// <param name="What">A description.</param>
/// <param name="Rate">The rate per second.</param>
/// <param name="Unit">The unit that the rate counts.</param>
internal sealed record Measurement(string Id, string What, double? Rate, string Unit)
{
    /// <summary>The duration, when that is the result.</summary>
    public double? Seconds { get; init; }

    /// <summary>The median latency in milliseconds.</summary>
    public double? P50 { get; init; }

    /// <summary>The 99th percentile of the latency in milliseconds.</summary>
    public double? P99 { get; init; }

    /// <summary>The rate over the measured time plus the time after it until every figure includes the whole load.</summary>
    public double? AppliedRate { get; init; }

    /// <summary>Lines per second, when transactions differ in size.</summary>
    public double? LinesPerSecond { get; init; }

    /// <summary>Group commits per transaction.</summary>
    public double? Commits { get; init; }

    /// <summary>Calls to entities per transaction.</summary>
    public double? GrainCalls { get; init; }

    /// <summary>Messages between silos per transaction.</summary>
    public double? Messages { get; init; }

    /// <summary>Bytes of PostgreSQL's write-ahead log per transaction.</summary>
    public double? LogBytes { get; init; }

    /// <summary>Processor seconds per 1,000 units.</summary>
    public CpuSeconds? Cpu { get; init; }

    /// <summary>The garbage collector's share of the server's processor time.</summary>
    public double? GcShare { get; init; }

    /// <summary>The share of the machine that other processes used during the measurement.</summary>
    public double? OtherLoad { get; init; }

    /// <summary>Requests refused with 429 or 503.</summary>
    public long Refused { get; init; }

    /// <summary>A remark.</summary>
    public string? Note { get; init; }

    /// <summary>Creates the measurement of a load.</summary>
    public static Measurement Of(string id, string what, string unit, LoadTally tally, TimeSpan elapsed) =>
        new(id, what, tally.Done / elapsed.TotalSeconds, unit)
        {
            P50 = Milliseconds(tally.Latencies, 50),
            P99 = Milliseconds(tally.Latencies, 99),
            Refused = tally.Refused,
        };

    /// <summary>Adds the processor time used for <paramref name="count"/> units of the rate.</summary>
    public Measurement With(CpuTimes used, long count, TimeSpan elapsed) => this with
    {
        Cpu = CpuSeconds.Per1000(used, count),
        GcShare = used.Server > TimeSpan.Zero ? used.ServerGc / used.Server : null,
        OtherLoad = Math.Max(0, used.Others / elapsed / Environment.ProcessorCount),
    };

    private static double Milliseconds(LongHistogram latencies, double percentile) =>
        latencies.GetValueAtPercentile(percentile) / 1_000.0;
}

/// <summary>Processor seconds per 1,000 units.</summary>
internal sealed record CpuSeconds(double Server, double Silos, double Postgres, double Client)
{
    public static CpuSeconds Per1000(CpuTimes used, long count) => new(
        used.Server.TotalSeconds * 1_000 / count,
        used.Silos.TotalSeconds * 1_000 / count,
        used.Postgres.TotalSeconds * 1_000 / count,
        used.Client.TotalSeconds * 1_000 / count);
}
