using Microsoft.Extensions.Options;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Operations;

namespace RetailGrains.Figures;

/// <summary>
/// Polls which generation of the projections is served, so that every silo detects a new generation without a message. Grains that use an
/// older generation deactivate. Correctness does not depend on it, because the database checks the generation at each save.
/// </summary>
internal sealed class GenerationWatch(
    IProjectionStore projections, IGrainFactory grains, IOptions<LedgerOptions> options, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.GenerationChecks, options.Value.GenerationPoll, failures, time)
{
    private int _current;

    /// <summary>The newest known generation; 0 before the first poll.</summary>
    public int Current => Volatile.Read(ref _current);

    /// <summary>Polls now.</summary>
    public async ValueTask<int> RefreshAsync(CancellationToken cancel)
    {
        Raise(await projections.GenerationAsync(cancel));
        return Current;
    }

    private void Raise(int served)
    {
        int seen = Current;
        while (served > seen && Interlocked.CompareExchange(ref _current, served, seen) is var found && found != seen) seen = found;
    }

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        int served = await projections.GenerationAsync(stopping);
        Raise(served);
        if (served == 0) await grains.GetGrain<IProjectionHealthGrain>(0).RebuildAsync("no generation is served");
    }
}
