using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RetailGrains.Bench.Report;

/// <summary>The machine on which the bench ran.</summary>
/// <param name="FlushMilliseconds">Median time to write and flush 8 KiB. Every commit waits for at least one such flush.</param>
internal sealed record Machine(
    DateOnly Date,
    int Cores,
    string Processor,
    long MemoryGigabytes,
    string Os,
    string DotNet,
    string Postgres,
    double FlushMilliseconds)
{
    private const int Flushes = 200;

    public static Machine Describe(TimeProvider time, string postgres, string folder) => new(
        DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
        Environment.ProcessorCount,
        Field("/proc/cpuinfo", "model name"),
        (long)Math.Round(long.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0 / 1024.0),
        Field("/etc/os-release", "PRETTY_NAME").Trim('"'),
        RuntimeInformation.FrameworkDescription,
        postgres,
        MeasureFlush(folder));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Date:yyyy-MM-dd}; {Cores} cores ({Processor}), {MemoryGigabytes} GB; {Os}; {DotNet}; PostgreSQL {Postgres}; disk flush "
            + $"{FlushMilliseconds:0.0} ms");

    private static double MeasureFlush(string folder)
    {
        byte[] page = new byte[8 * 1024];
        double[] times = new double[Flushes];
        using FileStream file = new(Path.Combine(folder, "flush"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static string Field(string file, string name)
    {
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith(name, StringComparison.Ordinal)) return line[(line.IndexOfAny([':', '=']) + 1)..].Trim();
        }

        return "unknown";
    }
}
