using System.Globalization;

namespace RetailGrains.Bench.Processes;

/// <summary>The processor time used so far, by process.</summary>
/// <param name="Server">The server that receives the sales; zero when there is none.</param>
/// <param name="Silos">The silos, when they are separate processes.</param>
/// <param name="Postgres">All processes of PostgreSQL.</param>
/// <param name="Client">This process.</param>
/// <param name="All">All processes on the machine.</param>
/// <param name="ServerGc">The part of <paramref name="Server"/> that its garbage collector's threads used.</param>
internal readonly record struct CpuTimes(
    TimeSpan Server, TimeSpan Silos, TimeSpan Postgres, TimeSpan Client, TimeSpan All, TimeSpan ServerGc)
{
    // The names of the threads for server and background garbage collection.
    private static readonly string[] GcThreads = [".NET Server GC", ".NET BGC"];

    // The kernel reports times to programs in hundredths of a second on every platform that .NET supports.
    private const double TicksPerSecond = 100;

    // Indexes of fields of /proc/PID/stat after the name; the state has index 0.
    private const int Parent = 1;
    private const int UserTime = 11;
    private const int SystemTime = 12;
    private const int ChildrenUserTime = 13;
    private const int ChildrenSystemTime = 14;

    // Indexes in the first line of /proc/stat, which has the times of user, nice, system, idle, iowait, irq, softirq and steal.
    private static readonly int[] Busy = [0, 1, 2, 5, 6, 7];

    /// <summary>The time of unmeasured processes; a large value invalidates the measurement.</summary>
    public TimeSpan Others => All - Server - Silos - Postgres - Client;

    public static CpuTimes operator +(CpuTimes a, CpuTimes b) =>
        new(a.Server + b.Server, a.Silos + b.Silos, a.Postgres + b.Postgres, a.Client + b.Client, a.All + b.All, a.ServerGc + b.ServerGc);

    public static CpuTimes operator -(CpuTimes a, CpuTimes b) =>
        new(a.Server - b.Server, a.Silos - b.Silos, a.Postgres - b.Postgres, a.Client - b.Client, a.All - b.All, a.ServerGc - b.ServerGc);

    public static CpuTimes Of(int? server, IEnumerable<int> silos, int? postmaster) => new(
        server is { } id ? OfProcess(id) : TimeSpan.Zero,
        silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + OfProcess(silo)),
        postmaster is { } root ? OfPostgres(root) : TimeSpan.Zero,
        Time(Read(Environment.ProcessId)!, UserTime, SystemTime),
        OfAll(),
        server is { } process ? OfGarbageCollector(process) : TimeSpan.Zero);

    /// <summary>The parent process.</summary>
    public static int ParentOf(int process) => (int)Read(process)![Parent];

    private static TimeSpan OfGarbageCollector(int process)
    {
        TimeSpan sum = TimeSpan.Zero;
        foreach (string thread in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task")))
        {
            if (GcThreads.Contains(NameOf(thread)) && Read(thread) is { } fields) sum += Time(fields, UserTime, SystemTime);
        }

        return sum;
    }

    /// <summary>Null when the thread has ended.</summary>
    private static string? NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static TimeSpan OfProcess(int process) => Read(process) is { } fields ? Time(fields, UserTime, SystemTime) : TimeSpan.Zero;

    /// <summary>The time of the postmaster, its children, and its ended children.</summary>
    private static TimeSpan OfPostgres(int postmaster)
    {
        TimeSpan sum = TimeSpan.Zero;
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) continue;
            if (Read(id) is not { } fields) continue;
            if (id == postmaster) sum += Time(fields, UserTime, SystemTime, ChildrenUserTime, ChildrenSystemTime);
            else if (fields[Parent] == postmaster) sum += Time(fields, UserTime, SystemTime);
        }

        return sum;
    }

    private static TimeSpan OfAll()
    {
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Time(Array.ConvertAll(fields[1..], field => long.Parse(field, CultureInfo.InvariantCulture)), Busy);
    }

    private static TimeSpan Time(long[] fields, params ReadOnlySpan<int> which)
    {
        long ticks = 0;
        foreach (int field in which) ticks += fields[field];
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>
    /// Returns null when the process has ended. The name, in parentheses, may contain any character, so parsing starts after the last
    /// closing parenthesis.
    /// </summary>
    private static long[]? Read(int process) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}"));

    private static long[]? Read(string folder)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return [0, .. fields[1..16].Select(field => long.Parse(field, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
