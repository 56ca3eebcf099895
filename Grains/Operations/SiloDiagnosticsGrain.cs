using Orleans.Placement;
using Orleans.Runtime;
using RetailGrains.Access;

namespace RetailGrains.Operations;

/// <summary>Returns the diagnostics of the silo that it is activated on.</summary>
[RandomPlacement, Immovable]
internal sealed class SiloDiagnosticsGrain(IProcessInspector inspector, ILocalSiloDetails silo) : GuardedGrain, ISiloDiagnosticsGrain
{
    public ValueTask<ProcessDiagnostics> TakeAsync() => ValueTask.FromResult(inspector.Inspect(silo.SiloAddress.ToString()));
}
