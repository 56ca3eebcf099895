using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;

namespace RetailGrains.Operations;

/// <summary>
/// Proves what is served against the ledger, summed by SQL. It holds under load too: a figure comes with the watermarks (or the head) that
/// say what it includes, and the ledger is summed up to just there.
/// </summary>
internal sealed class ReconciliationGrain(
    IReconciliationStore reconciliation, IProjectionStore projections, EntityGrains entities, LedgerClient ledger) : Grain, IReconciliationGrain
{
    private const int PageSize = 500;

    public async Task<ReconciliationReport> RunAsync()
    {
        var comparison = new FigureComparison();
        Totals chain = await CompareChainAsync(comparison);
        var entities = new long[3];
        foreach (EntityKind kind in Enum.GetValues<EntityKind>())
        {
            ProjectionCheck rows = await reconciliation.CompareAsync(kind, CancellationToken.None);
            comparison.Add(rows.Differences, rows.DifferenceCount, rows.Days);
            HashSet<string?> suspect = [.. rows.Differences.Select(difference => difference.Id)];
            bool allSuspect = rows.DifferenceCount > rows.Differences.Count;
            entities[(int)kind] = await CompareGrainsAsync(kind, id => allSuspect || suspect.Contains(id), comparison);
        }

        return new ReconciliationReport(
            comparison.Count == 0,
            chain.Transactions,
            chain.Lines,
            entities[(int)EntityKind.Store],
            entities[(int)EntityKind.Product],
            entities[(int)EntityKind.Customer],
            comparison.Days,
            [.. comparison.Differences],
            comparison.Count);
    }

    /// <summary>Each partition's share against the ledger up to the head that the share includes; returns what the ledger says.</summary>
    private async Task<Totals> CompareChainAsync(FigureComparison comparison)
    {
        ChainShare[] served = await Task.WhenAll(ledger.All.Select(partition => partition.ShareAsync(withDays: true).AsTask()));
        IReadOnlyList<ChainShare> summed =
            await reconciliation.ChainAsync(Array.ConvertAll(served, share => share.Head), CancellationToken.None);
        Totals all = default;
        for (int i = 0; i < served.Length; i++)
        {
            string partition = $"partition {i}";
            comparison.Compare("chain", partition, summed[i].Totals, summed[i].Days, served[i].Totals, served[i].Days);
            comparison.Compare("guest", partition, day: null, summed[i].Guest, served[i].Guest);
            all += summed[i].Totals;
        }

        return all;
    }

    /// <summary>Every entity's grain, page by page; returns how many there are.</summary>
    private async Task<long> CompareGrainsAsync(EntityKind kind, Predicate<string> suspect, FigureComparison comparison)
    {
        long count = 0;
        for (EntityPlace? after = null; ;)
        {
            EntityPage page = await projections.ListAsync(
                new EntityQuery(kind, EntitySort.Id, Descending: false, Prefix: null, after, PageSize), CancellationToken.None);
            string[] ids = [.. page.Items.Select(row => row.Id)];
            await CompareGrainsAsync(kind, ids, suspect, comparison);
            count += page.Items.Count(row => row.Totals.Transactions > 0);
            if (!page.More) return count;
            after = new EntityPlace(0, ids[^1]);
        }
    }

    /// <summary>
    /// A grain that includes just what its rows include is compared with them, because they were proved by SQL before. One that is ahead of
    /// its rows, or whose rows differed, is compared with the ledger's lines summed up to the grain's own watermarks.
    /// </summary>
    private async Task CompareGrainsAsync(EntityKind kind, string[] ids, Predicate<string> suspect, FigureComparison comparison)
    {
        EntityFigures[] served = await Task.WhenAll(ids.Select(id =>
            entities[new EntityKey(kind, id)].FiguresAsync(withDays: true, null, null).AsTask()));
        Dictionary<string, SavedEntity> rows = (await projections.LoadAsync(
            served.Length == 0 ? 0 : served[0].Generation, kind, ids, DayRange.All, CancellationToken.None)).ToDictionary(row => row.Id);
        bool IsProved(int i) => !suspect(ids[i])
            && rows.TryGetValue(ids[i], out SavedEntity? row) && row.Watermarks.AsSpan().SequenceEqual(served[i].Watermarks);

        string where = kind.ToString().ToLowerInvariant();
        ILookup<bool, int> byProof = Enumerable.Range(0, ids.Length).ToLookup(IsProved);
        foreach (int i in byProof[true])
        {
            SavedEntity row = rows[ids[i]];
            comparison.Compare(where, ids[i], row.Totals, row.Days, served[i].Totals, served[i].Days);
        }

        int[] open = [.. byProof[false]];
        IReadOnlyList<DayTotals[]> summed = open.Length == 0 ? [] : await reconciliation.ComputeAsync(
            kind, Array.ConvertAll(open, i => (ids[i], served[i].Watermarks)), CancellationToken.None);
        for (int k = 0; k < open.Length; k++)
        {
            int i = open[k];
            Totals total = summed[k].Aggregate(default(Totals), (sum, day) => sum + day.Totals);
            comparison.Compare(where, ids[i], total, summed[k], served[i].Totals, served[i].Days);
        }
    }
}
