using Orleans.Runtime;
using Orleans.Runtime.Placement;
using RetailGrains.Failures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>Collects the state of all processes, and does not wait long for any of them.</summary>
internal sealed class DiagnosticsCollector(
    IGrainFactory grains, LedgerClient ledger, ReadinessCheck readiness, IProcessInspector own, TimeProvider time)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    public async Task<DiagnosticsAnswer> TakeAsync(CancellationToken cancel)
    {
        List<string> failed = [];
        Task<ReadinessFacts> facts = readiness.TakeAsync(cancel);
        MembershipEntry[] members =
            await AskAsync("members", () => grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(), failed, cancel) ?? [];
        var silos = new List<ProcessAnswer>();
        foreach (MembershipEntry member in members.Where(member => member.Status == SiloStatus.Active))
            if (await AskAsync($"silo {member.SiloAddress}", () => SiloAsync(member.SiloAddress), failed, cancel) is { } silo)
                silos.Add(ProcessAnswer.Of(silo));
        ReadinessFacts found = await facts;
        foreach (int partition in Enumerable.Range(0, ledger.Partitions).Where(p => found.Partitions[p] is null))
            failed.Add($"partition {partition}: it does not answer");
        return new DiagnosticsAnswer(
            TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime),
            ProcessAnswer.Of(own.Inspect(Environment.MachineName)),
            Array.ConvertAll(members, MemberOf),
            silos,
            [.. found.Partitions.OfType<PartitionStatus>().Select(PartitionAnswer.Of)],
            Readiness.Of(found).Missing,
            found.Database is { } database ? new DatabaseAnswer(database.IsReadOnly, database.Pending) : null,
            failed);
    }

    private Task<ProcessDiagnostics> SiloAsync(SiloAddress silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        try
        {
            return grains.GetGrain<ISiloDiagnosticsGrain>(silo.ToParsableString()).TakeAsync().AsTask();
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }
    }

    private async Task<T?> AskAsync<T>(string what, Func<Task<T>> call, List<string> failed, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await call().WaitAsync(CallTimeout, time, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            failed.Add($"{what}: {FailureClassifier.Describe(e)}");
            return null;
        }
    }

    private static MemberAnswer MemberOf(MembershipEntry member) => new(
        member.SiloAddress.ToString(),
        member.SiloName,
        $"{member.Status}".ToLowerInvariant(),
        member.StartTime,
        member.IAmAliveTime,
        member.SuspectTimes?.Count ?? 0);
}
