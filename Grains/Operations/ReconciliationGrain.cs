using Microsoft.Extensions.Logging;
using RetailGrains.Access;
using RetailGrains.Figures;
using RetailGrains.Figures.Repair;
using RetailGrains.Integrity;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;

namespace RetailGrains.Operations;

/// <summary>
/// Compares the served figures with the ledger, summed by SQL, and starts the repair of differences. The next check waits until the repair
/// ends.
/// </summary>
internal sealed partial class ReconciliationGrain(
    IReconciliationStore reconciliation,
    IProjectionStore projections,
    ILedgerStore ledgerStore,
    IHashChainStore hashes,
    EntrySealer sealer,
    EntityGrains entities,
    EntityRepair repair,
    LedgerClient ledger,
    TimeProvider time,
    ILogger<ReconciliationGrain> logger) : GuardedGrain, IReconciliationGrain
{
    private static readonly TimeSpan HealingTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly Persistence _calls = new(TimeSpan.FromMinutes(2), time);
    private Task _healing = Task.CompletedTask;

    public async Task<ReconciliationReport> RunAsync() => (await CheckAsync()).Report;

    public async Task<ReconciliationOutcome> CheckAsync()
    {
        await _healing;
        var chain = new ChainCheck(reconciliation, projections, ledgerStore, ledger, _calls, time);
        ChainChecked chainChecked = await chain.RunAsync();
        var hashCheck = new HashChainCheck(hashes, sealer, ledgerStore, ledger, _calls);
        HashChainsChecked hashesChecked = await hashCheck.RunAsync(chainChecked.Heads);
        chainChecked = chainChecked with { BrokenAt = hashesChecked.First };
        var check = new EntityCheck(reconciliation, projections, entities, ledger, _calls);
        var kinds = new List<EntitiesChecked>();
        foreach (EntityKind kind in Enum.GetValues<EntityKind>()) kinds.Add(await check.RunAsync(kind));
        Healing healing = Healing.Of(chainChecked, kinds);
        if (healing.Sentence is { } sentence) LogHealing(logger, sentence);
        _healing = HealAsync(healing);
        return new ReconciliationOutcome(Report(chainChecked, hashesChecked, kinds), healing.Sentence);
    }

    private static ReconciliationReport Report(ChainChecked chain, HashChainsChecked hashes, List<EntitiesChecked> kinds)
    {
        var all = new FigureComparison();
        all.Add(hashes.Comparison.Differences, hashes.Comparison.Count, days: 0);
        all.Add(chain.Comparison.Differences, chain.Comparison.Count, chain.Comparison.Days);
        foreach (EntitiesChecked kind in kinds) all.Add(kind.Comparison.Differences, kind.Comparison.Count, kind.Comparison.Days);
        return new ReconciliationReport(
            all.Count == 0,
            chain.Ledger.Transactions,
            chain.Ledger.Lines,
            kinds[(int)EntityKind.Store].Count,
            kinds[(int)EntityKind.Product].Count,
            kinds[(int)EntityKind.Customer].Count,
            all.Days,
            [.. all.Differences],
            all.Count);
    }

    private async Task HealAsync(Healing healing)
    {
        try
        {
            if (healing.Generation) await RebuildAsync();
            else await Task.WhenAll(healing.Entities.Select(HealAsync));
        }
        // The next check finds the difference again.
        catch (Exception e)
        {
            LogNotHealed(logger, e);
        }
    }

    private async Task HealAsync(EntityKey entity)
    {
        Answered<bool> healed = await _calls.AskAsync(async () =>
        {
            int generation = await projections.GenerationAsync(CancellationToken.None);
            await repair.RepairAsync(generation, entity, "does not agree with the ledger");
            await entities[entity].ReloadAsync();
            return true;
        });
        if (healed.Failure is { } failure) LogNotHealed(logger, failure);
    }

    private async Task RebuildAsync()
    {
        await GrainFactory.GetGrain<IProjectionHealthGrain>(0).RebuildAsync("reconciliation found differences");
        IRebuildGrain rebuild = GrainFactory.GetGrain<IRebuildGrain>(0);
        long start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < HealingTimeout)
        {
            Answered<RebuildStatus> status = await _calls.AskAsync(() => rebuild.StatusAsync().AsTask());
            if (status.Failure is not null || !status.Value.Running) return;
            await Task.Delay(PollInterval, time);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciliation found differences: {Healing}")]
    private static partial void LogHealing(ILogger logger, string healing);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What reconciliation found could not be rebuilt; the next check finds it again")]
    private static partial void LogNotHealed(ILogger logger, Exception exception);
}
