using RetailGrains.Access;

namespace RetailGrains.Operations;

/// <summary>A warning or an error that a process has logged.</summary>
/// <param name="At">UTC.</param>
/// <param name="Level">Warning, Error or Critical.</param>
/// <param name="Category">The component that logged it.</param>
/// <param name="Message">The text, without secrets.</param>
[GenerateSerializer, Immutable, Alias("retail.LoggedEvent")]
public sealed record LoggedEvent(
    [property: Id(0)] DateTime At,
    [property: Id(1)] string Level,
    [property: Id(2)] string Category,
    [property: Id(3)] string Message);

/// <summary>A setting of a process.</summary>
/// <param name="Name">Its name, such as <c>DATABASE_URL</c>.</param>
/// <param name="Value">Its value; <c>***</c> stands for secrets.</param>
[GenerateSerializer, Immutable, Alias("retail.SettingValue")]
public sealed record SettingValue([property: Id(0)] string Name, [property: Id(1)] string Value);

/// <summary>A pool of connections to the database.</summary>
/// <param name="Name">The pool.</param>
/// <param name="Used">Connections in use.</param>
/// <param name="Idle">Open connections that are not in use.</param>
/// <param name="Max">The maximum number of connections.</param>
[GenerateSerializer, Immutable, Alias("retail.PoolState")]
public sealed record PoolState(
    [property: Id(0)] string Name,
    [property: Id(1)] long Used,
    [property: Id(2)] long Idle,
    [property: Id(3)] long Max);

/// <summary>The state of a process, for a report about a problem.</summary>
/// <param name="Name">The silo's address, or the host's name.</param>
/// <param name="Version">The program's version and commit.</param>
/// <param name="Runtime">The versions of .NET and of the operating system.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Processors">Number of processors that the process may use.</param>
/// <param name="WorkingSet">Bytes.</param>
/// <param name="Heap">Bytes of the managed heap.</param>
/// <param name="MemoryLimit">Bytes that the process may use.</param>
/// <param name="Threads">Threads of the thread pool.</param>
/// <param name="QueuedWork">Work items that wait for a thread.</param>
/// <param name="Pools">Its pools of connections.</param>
/// <param name="Settings">The settings that are set.</param>
/// <param name="Problems">What currently fails, in words, as in <c>/ready</c>.</param>
/// <param name="RecentEvents">The last warnings and errors, the oldest first.</param>
[GenerateSerializer, Immutable, Alias("retail.ProcessDiagnostics")]
public sealed record ProcessDiagnostics(
    [property: Id(0)] string Name,
    [property: Id(1)] string Version,
    [property: Id(2)] string Runtime,
    [property: Id(3)] DateTime StartedAt,
    [property: Id(4)] int Processors,
    [property: Id(5)] long WorkingSet,
    [property: Id(6)] long Heap,
    [property: Id(7)] long MemoryLimit,
    [property: Id(8)] int Threads,
    [property: Id(9)] long QueuedWork,
    [property: Id(10)] PoolState[] Pools,
    [property: Id(11)] SettingValue[] Settings,
    [property: Id(12)] string[] Problems,
    [property: Id(13)] LoggedEvent[] RecentEvents);

/// <summary>
/// The diagnostics of one silo. Its key is the silo's address; the first call must carry the silo as a placement hint, so that the grain
/// is activated there.
/// </summary>
[Alias("retail.ISiloDiagnosticsGrain")]
public interface ISiloDiagnosticsGrain : IGrainWithStringKey
{
    /// <summary>Returns the state of the grain's silo.</summary>
    [Alias("TakeAsync"), RequiresRole(Roles.Operator)]
    ValueTask<ProcessDiagnostics> TakeAsync();
}

/// <summary>Takes the diagnostics of the process. Its host implements it.</summary>
public interface IProcessInspector
{
    /// <summary>Returns the state of the process.</summary>
    /// <param name="name">The process's name in the result.</param>
    ProcessDiagnostics Inspect(string name);
}
