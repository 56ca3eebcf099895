using Orleans.Concurrency;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Tracing;

namespace RetailGrains.Chain;

/// <summary>Adds up the partitions' shares. It is a stateless worker: it has no state, and calls do not queue for one hot grain.</summary>
[StatelessWorker]
internal sealed class ChainGrain(LedgerClient ledger, IProjectionStore projections) : Grain, IChainGrain
{
    /// <summary>Switching to a new generation takes each partition one activation, so this number of rounds is ample.</summary>
    private const int MaxRounds = 20;

    public ValueTask<ChainSummary> SummaryAsync() =>
        Spans.CallAsync(nameof(IChainGrain), nameof(SummaryAsync), this, static grain => grain.SumAsync());

    public ValueTask<ChainDays> DaysAsync(DateOnly? from, DateOnly? to) => Spans.CallAsync(
        nameof(IChainGrain), nameof(DaysAsync), (Grain: this, from, to), static call => call.Grain.SumDaysAsync(call.from, call.to));

    private async ValueTask<ChainSummary> SumAsync()
    {
        int served = 0;
        while (true)
        {
            ChainShare[] shares = await SharesAsync(withDays: false, atLeast: served);
            EntityKey[] unsaved = [.. shares.SelectMany(share => share.Unsaved).Distinct()];
            long[] counts = await projections.CountAsync(shares[0].Generation, unsaved, CancellationToken.None);
            // Read the generation after the count, because the rows of a generation that is no longer served may have been deleted by then.
            served = await projections.GenerationAsync(CancellationToken.None);
            if (served == shares[0].Generation) return Summary(shares, counts);
        }
    }

    private async ValueTask<ChainDays> SumDaysAsync(DateOnly? from, DateOnly? to)
    {
        ChainShare[] shares = await SharesAsync(withDays: true, atLeast: 0);
        var book = new DailyTotals(default, []);
        foreach (ChainShare share in shares)
            foreach (DayTotals day in share.Days)
                book.Add(day.Day, day.Totals);
        return new ChainDays(Array.ConvertAll(shares, share => share.Head), book.Between(from, to));
    }

    private static ChainSummary Summary(ChainShare[] shares, long[] counts) => new(
        Array.ConvertAll(shares, share => share.Head),
        shares.Aggregate(default(Totals), (sum, share) => sum + share.Totals),
        shares.Aggregate(default(Totals), (sum, share) => sum + share.Guest),
        counts[(int)EntityKind.Store],
        counts[(int)EntityKind.Product],
        counts[(int)EntityKind.Customer]);

    /// <summary>
    /// Returns all shares of one generation, which is not older than any known one. During a switch, the grain passes the newer
    /// generation to partitions that still have an older one, and calls them again.
    /// </summary>
    private async Task<ChainShare[]> SharesAsync(bool withDays, int atLeast)
    {
        ChainShare[] shares = await Task.WhenAll(ledger.All.Select(partition => partition.ShareAsync(withDays).AsTask()));
        for (int round = 0; ; round++)
        {
            int newest = Math.Max(atLeast, shares.Max(share => share.Generation));
            int[] behind = [.. Enumerable.Range(0, shares.Length).Where(i => shares[i].Generation < newest)];
            if (behind.Length == 0) return shares;
            if (round == MaxRounds) throw new StaleActivationException("The partitions serve different generations of the projections.");
            foreach (int i in behind)
            {
                await ledger.Partition(i).AdoptAsync(newest);
                shares[i] = await ledger.Partition(i).ShareAsync(withDays);
            }
        }
    }
}
