using System.Diagnostics;
using HdrHistogram;

namespace RetailGrains.Bench.Load;

/// <summary>The phases of a load: first unmeasured, to warm up the just-in-time compiler and the caches, then measured.</summary>
internal sealed class LoadWindow
{
    private volatile bool _measuring;
    private volatile bool _stopped;

    public bool Measuring => _measuring;

    public bool Stopped => _stopped;

    /// <summary>
    /// Runs both phases, and returns the results of <paramref name="probe"/> at the start and the end of the measured one.
    /// </summary>
    public async Task<(T Before, T After, TimeSpan Elapsed)> RunAsync<T>(
        TimeSpan warmUp, TimeSpan measured, Func<Task<T>> probe, TimeProvider time)
    {
        await Task.Delay(warmUp, time);
        T before = await probe();
        long start = Stopwatch.GetTimestamp();
        _measuring = true;
        await Task.Delay(measured, time);
        _measuring = false;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        T after = await probe();
        _stopped = true;
        return (before, after, elapsed);
    }
}

/// <summary>One client's results in the measured phase; the bench adds up all clients at the end.</summary>
internal sealed class LoadTally
{
    /// <summary>In microseconds, up to ten minutes, with three significant digits.</summary>
    public LongHistogram Latencies { get; } = new(TimeSpan.FromMinutes(10).Ticks / TimeSpan.TicksPerMicrosecond, 3);

    public long Done { get; private set; }

    public long Refused { get; private set; }

    public void Add(long startedAt, long count)
    {
        Done += count;
        long microseconds = (long)Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds;
        Latencies.RecordValueWithCount(Math.Max(1, microseconds), count);
    }

    public void Refuse(long count) => Refused += count;

    public static LoadTally Sum(IEnumerable<LoadTally> tallies)
    {
        var sum = new LoadTally();
        foreach (LoadTally tally in tallies)
        {
            sum.Done += tally.Done;
            sum.Refused += tally.Refused;
            sum.Latencies.Add(tally.Latencies);
        }

        return sum;
    }
}
