using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>A pool of connections to the database.</summary>
internal sealed record PoolAnswer(string Name, long Used, long Idle, long Max);

/// <summary>A warning or an error that a process has logged.</summary>
internal sealed record LoggedEventAnswer(DateTime At, string Level, string Category, string Message);

/// <summary>A process.</summary>
/// <param name="Name">A silo's address, or the host's name.</param>
/// <param name="Version">Version and commit.</param>
/// <param name="Runtime">Versions of .NET and of the operating system.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Processors">Processors that it may use.</param>
/// <param name="WorkingSetBytes">Memory in use.</param>
/// <param name="HeapBytes">Managed memory in use.</param>
/// <param name="MemoryLimitBytes">Memory that it may use.</param>
/// <param name="Threads">Threads of its pool.</param>
/// <param name="QueuedWork">Work items that wait for a thread.</param>
/// <param name="Pools">Pools of connections to the database.</param>
/// <param name="Settings">The settings that are set, without secrets.</param>
/// <param name="Problems">What currently fails.</param>
/// <param name="RecentEvents">The last warnings and errors, the oldest first.</param>
internal sealed record ProcessAnswer(
    string Name,
    string Version,
    string Runtime,
    DateTime StartedAt,
    int Processors,
    long WorkingSetBytes,
    long HeapBytes,
    long MemoryLimitBytes,
    int Threads,
    long QueuedWork,
    IReadOnlyList<PoolAnswer> Pools,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<string> Problems,
    IReadOnlyList<LoggedEventAnswer> RecentEvents)
{
    public static ProcessAnswer Of(ProcessDiagnostics process) => new(
        process.Name,
        process.Version,
        process.Runtime,
        process.StartedAt,
        process.Processors,
        process.WorkingSet,
        process.Heap,
        process.MemoryLimit,
        process.Threads,
        process.QueuedWork,
        Array.ConvertAll(process.Pools, pool => new PoolAnswer(pool.Name, pool.Used, pool.Idle, pool.Max)),
        process.Settings.ToDictionary(setting => setting.Name, setting => setting.Value),
        process.Problems,
        Array.ConvertAll(process.RecentEvents, one => new LoggedEventAnswer(one.At, one.Level, one.Category, one.Message)));
}

/// <summary>A member of the cluster, as the membership table has it.</summary>
internal sealed record MemberAnswer(string Silo, string Name, string Status, DateTime StartedAt, DateTime AliveAt, int Suspicions);

/// <summary>The database.</summary>
/// <param name="ReadOnly">It accepts no writes.</param>
/// <param name="PendingSchema">Schema files that are missing in it.</param>
internal sealed record DatabaseAnswer(bool ReadOnly, IReadOnlyList<string> PendingSchema);

/// <summary>The state of the whole system at one moment.</summary>
/// <param name="TakenAt">UTC.</param>
/// <param name="Api">The process that answers.</param>
/// <param name="Members">The members of the cluster.</param>
/// <param name="Silos">The processes of the active members that answered.</param>
/// <param name="Partitions">The partitions that answered.</param>
/// <param name="Missing">The problems that keep the system from serving, as in <c>/ready</c>.</param>
/// <param name="Database">The database; null when it does not answer.</param>
/// <param name="NotCollected">What could not be collected, and why.</param>
internal sealed record DiagnosticsAnswer(
    DateTime TakenAt,
    ProcessAnswer Api,
    IReadOnlyList<MemberAnswer> Members,
    IReadOnlyList<ProcessAnswer> Silos,
    IReadOnlyList<PartitionAnswer> Partitions,
    IReadOnlyList<string> Missing,
    DatabaseAnswer? Database,
    IReadOnlyList<string> NotCollected);

/// <summary><c>GET /admin/diagnostics</c>: one document to attach to the report of a problem.</summary>
internal static class Diagnostics
{
    public static void MapDiagnostics(this IEndpointRouteBuilder api) =>
        api.MapGet("/admin/diagnostics", GetAsync).ForOperators().Describe(
            new Operation("getDiagnostics", Tags.Operations, "The state of all processes, to attach to a report")
            {
                Description = "Versions, settings, members, partitions, pools of connections, and recent warnings and errors. Secrets are "
                    + "hidden. What does not answer within a few seconds is listed in `notCollected`.",
            }
                .Answers(200, "The state.", Examples.Diagnostics, ApiJson.Default.DiagnosticsAnswer));

    private static async Task<IResult> GetAsync(DiagnosticsCollector collector, CancellationToken cancel) =>
        JsonAnswer.Ok(await collector.TakeAsync(cancel), ApiJson.Default.DiagnosticsAnswer);
}
