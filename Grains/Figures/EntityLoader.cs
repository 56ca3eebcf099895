using RetailGrains.Concurrency;
using RetailGrains.Figures.Repair;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures;

/// <summary>Loads entities for activations. One query reads the entities that are requested at about the same time.</summary>
internal sealed class EntityLoader : IAsyncDisposable
{
    private const int MaxEntities = 1_000;

    private readonly IProjectionStore _projections;
    private readonly ILedgerStore _ledger;
    private readonly LedgerLayout _layout;
    private readonly GenerationWatch _generations;
    private readonly Batcher<Request> _loads;
    private readonly Batcher<Request> _checks;

    private sealed record Request(int Generation, EntityKey Key, TaskCompletionSource<SavedEntity?> Done);

    public EntityLoader(IProjectionStore projections, ILedgerStore ledger, LedgerLayout layout, GenerationWatch generations)
    {
        (_projections, _ledger, _layout, _generations) = (projections, ledger, layout, generations);
        _loads = new Batcher<Request>(batch => ReadAsync(batch, DayRange.All), _ => 1, MaxEntities);
        _checks = new Batcher<Request>(batch => ReadAsync(batch, days: null), _ => 1, MaxEntities);
    }

    /// <summary>Returns the entity's saved rows, or null. It also detects damage: see <see cref="SavedEntity.Damage"/>.</summary>
    public Task<SavedEntity?> LoadAsync(int generation, EntityKey key) => AskAsync(_loads, generation, key);

    /// <summary>
    /// Returns whether the saved rows still have this version. The caller checks it after it has queried the partitions. An earlier
    /// activation (of a dead silo, or one that was abandoned) may have had a save in progress that the loaded rows did not include. As soon
    /// as the database had that save, the checkpoint could move and the partitions could drop the entries that it covers.
    /// </summary>
    public async ValueTask<bool> IsCurrentAsync(int generation, EntityKey key, long version) =>
        ((await AskAsync(_checks, generation, key))?.Version ?? 0) == version;

    public async ValueTask DisposeAsync()
    {
        await _loads.DisposeAsync();
        await _checks.DisposeAsync();
    }

    private static Task<SavedEntity?> AskAsync(Batcher<Request> batcher, int generation, EntityKey key)
    {
        var done = new TaskCompletionSource<SavedEntity?>(TaskCreationOptions.RunContinuationsAsynchronously);
        batcher.Add(new Request(generation, key, done));
        return done.Task;
    }

    private async Task ReadAsync(IReadOnlyList<Request> batch, DayRange? days)
    {
        foreach (var alike in batch.GroupBy(request => (request.Generation, request.Key.Kind)))
            await ReadAsync(alike.Key.Generation, alike.Key.Kind, [.. alike], days);
    }

    /// <summary>
    /// Checked after the rows are read: the rows of a generation that is no longer served may have been deleted by then. An entity with
    /// rows would then start as if it had none.
    /// </summary>
    private async ValueTask EnsureServedAsync(int generation)
    {
        if (await _generations.RefreshAsync(CancellationToken.None) > generation)
            throw new StaleActivationException($"Generation {generation} of the projections is no longer served.");
    }

    /// <summary>
    /// Detects damage in existing rows, and missing rows of entities that the ledger knows. Rows of a generation that is being deleted do
    /// not count as damaged.
    /// </summary>
    private async Task<IReadOnlyList<SavedEntity>> ExamineAsync(
        int generation, EntityKind kind, string[] ids, IReadOnlyList<SavedEntity> rows)
    {
        long[] heads = rows.Count > 0 ? (await _ledger.HeadsAsync(_layout.Partitions, CancellationToken.None)).Heads : [];
        List<SavedEntity> examined =
            [.. rows.Select(row => EntityDamage.Of(row, heads) is { } damage ? row with { Damage = damage } : row)];
        if (rows.Count < ids.Length)
        {
            string[] without = [.. ids.Except(rows.Select(row => row.Id), StringComparer.Ordinal)];
            foreach (string id in await _projections.MissingAsync(generation, kind, without, CancellationToken.None))
                examined.Add(SavedEntity.Damaged(id, 0, EntityDamage.RowMissing));
        }

        if (examined.Exists(row => row.Damage is not null)) await EnsureServedAsync(generation);
        return examined;
    }

    private async Task ReadAsync(int generation, EntityKind kind, Request[] requests, DayRange? days)
    {
        try
        {
            string[] ids = [.. requests.Select(request => request.Key.Id).Distinct()];
            IReadOnlyList<SavedEntity> rows = await _projections.LoadAsync(generation, kind, ids, days, CancellationToken.None);
            if (days is null) await EnsureServedAsync(generation);
            else rows = await ExamineAsync(generation, kind, ids, rows);
            Dictionary<string, SavedEntity> byId = rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
            foreach (Request request in requests) request.Done.SetResult(byId.GetValueOrDefault(request.Key.Id));
        }
        // The activations fail, and their callers retry.
        catch (Exception e)
        {
            foreach (Request request in requests) request.Done.SetException(e);
        }
    }
}
