using Orleans.Placement;
using Orleans.Runtime;
using RetailGrains.Access;

namespace RetailGrains.Operations;

/// <summary>Takes the diagnostics of the process; its host implements it.</summary>
internal interface IProcessInspector
{
    /// <param name="name">The process's name in the result.</param>
    ProcessDiagnostics Inspect(string name);
}

[RandomPlacement, Immovable]
internal sealed class SiloDiagnosticsGrain(IProcessInspector inspector, ILocalSiloDetails silo) : GuardedGrain, ISiloDiagnosticsGrain
{
    public ValueTask<ProcessDiagnostics> TakeAsync() => ValueTask.FromResult(inspector.Inspect(silo.SiloAddress.ToString()));
}
