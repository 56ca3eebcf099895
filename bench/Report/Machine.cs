using System.Globalization;
using System.Runtime.InteropServices;

namespace RetailGrains.Bench.Report;

/// <summary>What the figures were measured on.</summary>
internal sealed record Machine(DateOnly Date, int Cores, string Processor, long MemoryGigabytes, string Os, string DotNet, string Postgres)
{
    public static Machine Describe(TimeProvider time, string postgres) => new(
        DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
        Environment.ProcessorCount,
        Field("/proc/cpuinfo", "model name"),
        (long)Math.Round(long.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0 / 1024.0),
        Field("/etc/os-release", "PRETTY_NAME").Trim('"'),
        RuntimeInformation.FrameworkDescription,
        postgres);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Date:yyyy-MM-dd}; {Cores} cores ({Processor}), {MemoryGigabytes} GB; {Os}; {DotNet}; PostgreSQL {Postgres}");

    private static string Field(string file, string name)
    {
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith(name, StringComparison.Ordinal)) return line[(line.IndexOfAny([':', '=']) + 1)..].Trim();
        }

        return "unknown";
    }
}
