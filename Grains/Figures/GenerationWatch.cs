using Microsoft.Extensions.Options;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures;

/// <summary>
/// Knows which generation of the projections is served. Grains that work on an older one give up their activation. Polled, so that every
/// silo comes to know without being told; what matters for correctness is checked by the database at each save.
/// </summary>
internal sealed class GenerationWatch(
    IProjectionStore projections, IOptions<LedgerOptions> options, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.GenerationChecks, options.Value.GenerationPoll, failures, time)
{
    private int _current;

    /// <summary>The newest generation seen; 0 before the first look.</summary>
    public int Current => Volatile.Read(ref _current);

    /// <summary>Looks now.</summary>
    public async ValueTask<int> RefreshAsync(CancellationToken cancel)
    {
        int served = await projections.GenerationAsync(cancel);
        int seen = Current;
        while (served > seen && Interlocked.CompareExchange(ref _current, served, seen) is var found && found != seen) seen = found;
        return Current;
    }

    protected override async Task RunOnceAsync(CancellationToken stopping) => await RefreshAsync(stopping);
}
