using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;

namespace RetailGrains.Operations;

/// <summary>The grains that a check compares, page by page in the order of ids.</summary>
/// <param name="After">The check starts after this entity; null: with the first.</param>
/// <param name="MaxPages">The check compares at most this many pages.</param>
internal readonly record struct GrainRange(EntityCursor? After, int MaxPages)
{
    public static GrainRange All { get; } = new(null, int.MaxValue);
}

/// <summary>One round of the comparison of all entities of a kind.</summary>
/// <param name="kind">The kind.</param>
/// <param name="rows">The result of comparing their rows; null when that failed.</param>
/// <param name="reconciliation">Sums the ledger.</param>
/// <param name="projections">Holds the rows.</param>
/// <param name="entities">The grains.</param>
/// <param name="calls">Retries failed calls.</param>
internal sealed class KindCheck(
    EntityKind kind,
    ProjectionCheck? rows,
    IReconciliationStore reconciliation,
    IProjectionStore projections,
    EntityGrains entities,
    CallRetry calls)
{
    private const int MaxRounds = 20;

    private readonly string _where = EntityKindNames.Of(kind);
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal);

    public FigureComparison Comparison { get; } = new();

    /// <summary>The entities that differ; empty when so many do that only some are known.</summary>
    public IReadOnlyCollection<string> Differing => Comparison.IsComplete ? [.. _damaged] : [];

    /// <param name="pageSize">Entities of a page.</param>
    /// <param name="range">The grains to compare. Rows are compared in any case, by SQL.</param>
    /// <param name="unsaved">Entities that may have no row yet; their grains are compared too.</param>
    public async Task<EntitiesChecked> RunAsync(int pageSize, GrainRange range, HashSet<string> unsaved)
    {
        if (rows is not null) Comparison.Add(rows.Differences, rows.DifferenceCount, rows.Days);
        _damaged.UnionWith(rows?.Differences.Select(difference => difference.Id!) ?? []);
        bool more = rows?.DifferenceCount > rows?.Differences.Count;
        bool allSuspect = rows is null || more;
        long count = 0;
        EntityCursor? after = range.After;
        bool isPartial = after is not null;
        for (int pages = 0; ; pages++)
        {
            if (pages == range.MaxPages)
            {
                isPartial = true;
                break;
            }

            CallResult<EntityPage> page = await calls.CallAsync(() => projections.ListAsync(
                new EntityQuery(kind, EntitySort.Id, Descending: false, Prefix: null, after, pageSize), CancellationToken.None));
            if (page.Failure is { } failure)
            {
                Comparison.AddUnchecked(_where, null, failure.Message);
                more |= page.IsDamaged;
                after = null;
                break;
            }

            string[] ids = [.. page.Value.Items.Select(row => row.Id)];
            unsaved.ExceptWith(ids);
            await CompareAsync(ids, allSuspect);
            count += page.Value.Items.Count(row => !row.Totals.IsEmpty);
            after = page.Value.More ? new EntityCursor(0, ids[^1]) : null;
            if (after is null) break;
        }

        foreach (string[] ids in unsaved.Chunk(pageSize)) await CompareAsync(ids, allSuspect);
        long compared = isPartial ? rows?.Entities ?? count : count;
        return new EntitiesChecked(kind, Comparison, compared, _damaged, more) { Next = after };
    }

    /// <summary>Compares these entities again, each row and each grain with the ledger's lines.</summary>
    public async Task CompareAgainAsync(string[] ids)
    {
        Forget(ids);
        CallResult<IReadOnlyList<SavedEntity>> saved = await calls.CallAsync(async () => await projections.LoadAsync(
            await projections.GenerationAsync(CancellationToken.None), kind, ids, DayRange.All, CancellationToken.None));
        if (saved.Failure is { } failure)
        {
            ReportUnchecked(ids, failure.Message);
            return;
        }

        SavedEntity[] rows = [.. saved.Value.Where(row => row.Damage is null)];
        foreach (SavedEntity row in saved.Value.Where(row => row.Damage is not null)) ReportUnchecked([row.Id], row.Damage!);
        await CompareWithLedgerAsync(
            [.. rows.Select(row => (row.Id, new EntityFigures(0, row.Watermarks, row.Totals, [.. row.Days], row.Name)))], $"{_where} row");
        await CompareAsync(ids, allSuspect: true);
    }

    /// <summary>Replaces the differences of entities.</summary>
    public void ReportUnchecked(string[] ids, string reason)
    {
        Forget(ids);
        foreach (string id in ids) Comparison.AddUnchecked(_where, id, reason);
    }

    private void Forget(string[] ids)
    {
        Comparison.Remove(ids);
        _damaged.ExceptWith(ids);
    }

    /// <summary>
    /// Compares grains. A grain that includes exactly what its rows include is compared with them, because SQL has already verified the
    /// rows. A grain that is ahead of its rows, or whose rows differ, is compared with the ledger's lines summed up to the grain's
    /// watermarks.
    /// </summary>
    private async Task CompareAsync(string[] ids, bool allSuspect)
    {
        (string Id, EntityFigures Figures)[] served = await ServedAsync(ids);
        if (served.Length == 0) return;
        CallResult<IReadOnlyList<SavedEntity>> loaded = await calls.CallAsync(() => projections.LoadAsync(
            served[0].Figures.Generation, kind, Array.ConvertAll(served, one => one.Id), DayRange.All, CancellationToken.None));
        Dictionary<string, SavedEntity> saved = (loaded.Failure is null ? loaded.Value : [])
            .ToDictionary(row => row.Id, StringComparer.Ordinal);
        bool rowsAreVerified = !allSuspect && served[0].Figures.Generation == rows!.Generation;
        bool IsVerified((string Id, EntityFigures Figures) one) => rowsAreVerified && !_damaged.Contains(one.Id)
            && saved.TryGetValue(one.Id, out SavedEntity? row) && row.Damage is null
            && row.Watermarks.AsSpan().SequenceEqual(one.Figures.Watermarks);

        ILookup<bool, (string Id, EntityFigures Figures)> byVerified = served.ToLookup(IsVerified);
        foreach ((string id, EntityFigures figures) in byVerified[true]) Compare(_where, id, saved[id].Totals, saved[id].Days, figures);
        await CompareWithLedgerAsync([.. byVerified[false]], _where);
    }

    private async Task CompareWithLedgerAsync((string Id, EntityFigures Figures)[] open, string where)
    {
        if (open.Length == 0) return;
        CallResult<IReadOnlyList<DayTotals[]>> summed = await calls.CallAsync(() => reconciliation.ComputeAsync(
            kind, Array.ConvertAll(open, one => (one.Id, one.Figures.Watermarks)), CancellationToken.None));
        for (int i = 0; i < open.Length; i++)
        {
            if (summed.Failure is { } failure)
            {
                Comparison.AddUnchecked(where, open[i].Id, failure.Message);
                continue;
            }

            Totals total = summed.Value[i].Aggregate(default(Totals), (sum, day) => sum + day.Totals);
            Compare(where, open[i].Id, total, summed.Value[i], open[i].Figures);
        }
    }

    private void Compare(string where, string id, Totals ledger, IReadOnlyList<DayTotals> ledgerDays, EntityFigures served)
    {
        long before = Comparison.Count;
        Comparison.Compare(where, id, ledger, ledgerDays, served.Totals, served.Days);
        if (Comparison.Count > before) _damaged.Add(id);
    }

    /// <summary>
    /// Returns the figures of all entities that answer, all of one generation. The calls themselves move grains of an older generation to
    /// the new one. Entities that do not answer are reported.
    /// </summary>
    private async Task<(string Id, EntityFigures Figures)[]> ServedAsync(string[] ids)
    {
        var answers = await Task.WhenAll(ids.Select(async id => (Id: id, Answer: await AskAsync(id))));
        foreach ((string id, CallResult<EntityFigures> answer) in answers)
            if (answer.Failure is { } failure)
                Comparison.AddUnchecked(_where, id, failure.Message);
        List<(string Id, EntityFigures Figures)> served =
            [.. answers.Where(one => one.Answer.Failure is null).Select(one => (one.Id, one.Answer.Value))];
        for (int round = 0; round < MaxRounds && served.Count > 0; round++)
        {
            int newest = served.Max(one => one.Figures.Generation);
            int[] behind = [.. Enumerable.Range(0, served.Count).Where(i => served[i].Figures.Generation < newest)];
            if (behind.Length == 0) break;
            foreach (int i in behind)
            {
                CallResult<EntityFigures> again = await AskAsync(served[i].Id);
                if (again.Failure is null) served[i] = (served[i].Id, again.Value);
            }
        }

        return [.. served];
    }

    private Task<CallResult<EntityFigures>> AskAsync(string id) =>
        calls.CallAsync(() => entities[new EntityKey(kind, id)].FiguresAsync(withDays: true, null, null).AsTask());
}
