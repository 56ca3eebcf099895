using Npgsql;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Tests.Cluster;

/// <summary>The real ledger behind a decorator that injects faults.</summary>
internal abstract class LedgerBetween(ILedgerStore real) : ILedgerStore
{
    protected ILedgerStore Real => real;

    public virtual Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancel) => real.AppendAsync(entries, cancel);

    public Task ProbeAsync(CancellationToken cancel) => real.ProbeAsync(cancel);

    public virtual Task<IReadOnlyDictionary<string, LedgerEntry>> FindAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancel) => real.FindAsync(transactionIds, cancel);

    public virtual Task<IReadOnlyDictionary<string, TransactionHistory>> HistoriesAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancel) => real.HistoriesAsync(transactionIds, cancel);

    public virtual Task<IReadOnlyList<LinkedTransaction>> LinkedAsync(
        string originalId, string storeId, int limit, CancellationToken cancel) => real.LinkedAsync(originalId, storeId, limit, cancel);

    public virtual Task<long> UncountedAsync(int partition, long upTo, CancellationToken cancel) =>
        real.UncountedAsync(partition, upTo, cancel);

    public virtual Task<long> HeadAsync(int partition, CancellationToken cancel) => real.HeadAsync(partition, cancel);

    public virtual Task<LedgerHeads> HeadsAsync(int partitions, CancellationToken cancel) => real.HeadsAsync(partitions, cancel);

    public Task AddFenceAsync(CancellationToken cancel) => real.AddFenceAsync(cancel);

    public Task ReplayAsync(EntityKey entity, long[] heads, Action<LedgerEntry> each, CancellationToken cancel) =>
        real.ReplayAsync(entity, heads, each, cancel);

    public IAsyncEnumerable<LedgerEntry> ReadAsync(int partition, long after, long upTo, CancellationToken cancel) =>
        real.ReadAsync(partition, after, upTo, cancel);

    public Task<LedgerPage> QueryAsync(LedgerQuery query, CancellationToken cancel) => real.QueryAsync(query, cancel);

    public Task<IReadOnlyList<LedgerHeadline>> NewestAsync(long[] after, long[] upTo, int limit, CancellationToken cancel) =>
        real.NewestAsync(after, upTo, limit, cancel);
}

/// <summary>
/// The real ledger behind a connection that is cut at random: instead of the commit, before it, or after it. All three look the same to the
/// writer.
/// </summary>
internal sealed class CutLedger(ILedgerStore real, Random random) : LedgerBetween(real)
{
    private int _cuts;

    public int Cuts => Volatile.Read(ref _cuts);

    public override async Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancel)
    {
        int dice = Dice(10);
        if (dice == 0) throw Cut();
        if (dice == 1)
        {
            _ = CommitLaterAsync(entries);
            throw Cut();
        }

        await base.AppendAsync(entries, cancel);
        if (dice == 2) throw Cut();
    }

    public override Task<IReadOnlyDictionary<string, LedgerEntry>> FindAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancel) =>
        Dice(10) == 0 ? throw Cut() : base.FindAsync(transactionIds, cancel);

    public override Task<IReadOnlyDictionary<string, TransactionHistory>> HistoriesAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancel) =>
        Dice(10) == 0 ? throw Cut() : base.HistoriesAsync(transactionIds, cancel);

    public override Task<IReadOnlyList<LinkedTransaction>> LinkedAsync(
        string originalId, string storeId, int limit, CancellationToken cancel) =>
        Dice(10) == 0 ? throw Cut() : base.LinkedAsync(originalId, storeId, limit, cancel);

    public override Task<long> UncountedAsync(int partition, long upTo, CancellationToken cancel) =>
        Dice(10) == 0 ? throw Cut() : base.UncountedAsync(partition, upTo, cancel);

    public override Task<long> HeadAsync(int partition, CancellationToken cancel) =>
        Dice(10) == 0 ? throw Cut() : base.HeadAsync(partition, cancel);

    public override Task<LedgerHeads> HeadsAsync(int partitions, CancellationToken cancel) =>
        Dice(10) == 0 ? throw Cut() : base.HeadsAsync(partitions, cancel);

    /// <summary>The server executes the statement after the connection is lost. By then, the ledger may refuse it.</summary>
    private async Task CommitLaterAsync(IReadOnlyList<LedgerEntry> entries)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Dice(30)), TimeProvider.System);
        try
        {
            await Real.AppendAsync(entries, CancellationToken.None);
        }
        catch (LedgerRefusedException)
        {
            // the writer has resolved the commit in the meantime and written the entries again
        }
    }

    private int Dice(int sides)
    {
        lock (random) return random.Next(sides);
    }

    private IOException Cut()
    {
        Interlocked.Increment(ref _cuts);
        return new IOException("The connection was cut.");
    }
}

/// <summary>
/// A connection that is cut during one commit. The server executes the statement only after the writer has read from the ledger that it was
/// not executed.
/// </summary>
/// <param name="real">The ledger.</param>
/// <param name="isWatched">
/// Whether the silo can compare the heads of all partitions with those of the ledger. If so, the writer continues only after a comparison.
/// </param>
internal sealed class LateCommit(ILedgerStore real, bool isWatched) : LedgerBetween(real)
{
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<LedgerEntry>? _late;
    private volatile bool _cutting;
    private volatile bool _isExecuted;
    private int _rounds;

    /// <summary>Cuts the connection during the next commit.</summary>
    public void CutNext() => _cutting = true;

    public override Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancel)
    {
        if (!_cutting) return base.AppendAsync(entries, cancel);
        _late = entries;
        _cutting = false;
        throw new IOException("The connection was cut.");
    }

    /// <summary>The writer's last query to resolve a lost commit.</summary>
    public override async Task<long> HeadAsync(int partition, CancellationToken cancel)
    {
        long head = await base.HeadAsync(partition, cancel);
        if (Interlocked.Exchange(ref _late, null) is not { } late) return head;
        await Real.AppendAsync(late, CancellationToken.None);
        _isExecuted = true;
        if (isWatched) await _watched.Task;
        return head;
    }

    /// <summary>The silo reads the heads once in each round, so the second read shows that one round is complete.</summary>
    public override Task<LedgerHeads> HeadsAsync(int partitions, CancellationToken cancel)
    {
        if (!isWatched) throw new IOException("The heads cannot be read.");
        if (_isExecuted && ++_rounds == 2) _watched.SetResult();
        return base.HeadsAsync(partitions, cancel);
    }
}

/// <summary>The real projection store behind a decorator that injects faults.</summary>
internal abstract class ProjectionsBetween(IProjectionStore real) : IProjectionStore
{
    protected IProjectionStore Real => real;

    public Task<int> GenerationAsync(CancellationToken cancel) => real.GenerationAsync(cancel);

    public virtual Task<IReadOnlyList<SavedEntity>> LoadAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, DayRange? days, CancellationToken cancel) =>
        real.LoadAsync(generation, kind, ids, days, cancel);

    public virtual Task<bool[]> SaveAsync(int generation, IReadOnlyList<EntitySnapshot> entities, CancellationToken cancel) =>
        real.SaveAsync(generation, entities, cancel);

    public virtual Task<SavedShare> LoadShareAsync(int generation, int partition, CancellationToken cancel) =>
        real.LoadShareAsync(generation, partition, cancel);

    public Task<IReadOnlyList<string>> MissingAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, CancellationToken cancel) =>
        real.MissingAsync(generation, kind, ids, cancel);

    public Task<bool> ReplaceAsync(int generation, EntitySnapshot entity, long expected, long version, CancellationToken cancel) =>
        real.ReplaceAsync(generation, entity, expected, version, cancel);

    public virtual Task<CheckpointMove> MoveCheckpointAsync(
        int generation, SavedShare share, long from, IReadOnlyList<RequiredWatermark> touched, CancellationToken cancel) =>
        real.MoveCheckpointAsync(generation, share, from, touched, cancel);

    public Task<long[]> CountAsync(int generation, IReadOnlyCollection<EntityKey> unsaved, CancellationToken cancel) =>
        real.CountAsync(generation, unsaved, cancel);

    public Task<EntityPage> ListAsync(EntityQuery query, CancellationToken cancel) => real.ListAsync(query, cancel);

    public Task<EntityPage> ListAsync(EntityKind kind, IReadOnlyList<string> ids, CurrencyFilter? currency, CancellationToken cancel) =>
        real.ListAsync(kind, ids, currency, cancel);

    public Task<IReadOnlyList<string?>> CurrenciesAsync(CancellationToken cancel) => real.CurrenciesAsync(cancel);

    public Task<IReadOnlyList<string>> ListIdsAsync(EntityQuery query, int max, CancellationToken cancel) =>
        real.ListIdsAsync(query, max, cancel);

    public Task<ListVersion> ListVersionAsync(CancellationToken cancel) => real.ListVersionAsync(cancel);

    public Task<int> BeginGenerationAsync(CancellationToken cancel) => real.BeginGenerationAsync(cancel);

    public virtual Task ServeGenerationAsync(int generation, CancellationToken cancel) => real.ServeGenerationAsync(generation, cancel);

    public virtual Task SweepAsync(CancellationToken cancel) => real.SweepAsync(cancel);
}

/// <summary>A connection that is cut at random, before or after the statement is executed.</summary>
internal sealed class CutProjections(IProjectionStore real, Random random) : ProjectionsBetween(real)
{
    private volatile bool _repaired;

    /// <summary>Injects no faults from now on.</summary>
    public void Repair() => _repaired = true;

    public override Task<IReadOnlyList<SavedEntity>> LoadAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, DayRange? days, CancellationToken cancel) =>
        CutAsync(() => base.LoadAsync(generation, kind, ids, days, cancel));

    public override Task<bool[]> SaveAsync(int generation, IReadOnlyList<EntitySnapshot> entities, CancellationToken cancel) =>
        CutAsync(() => base.SaveAsync(generation, entities, cancel));

    public override Task<CheckpointMove> MoveCheckpointAsync(
        int generation, SavedShare share, long from, IReadOnlyList<RequiredWatermark> touched, CancellationToken cancel) =>
        CutAsync(() => base.MoveCheckpointAsync(generation, share, from, touched, cancel));

    private async Task<T> CutAsync<T>(Func<Task<T>> ask)
    {
        int dice;
        lock (random) dice = random.Next(10);
        if (_repaired) return await ask();
        if (dice == 0) throw new IOException("The connection was cut before.");
        T answer = await ask();
        return dice == 1 ? throw new IOException("The connection was cut after.") : answer;
    }
}

/// <summary>
/// A connection that is cut during a customer's save. The save is written late, just after the customer's next activation has read its
/// rows. This activation is then delayed until <paramref name="whenForgottenAsync"/> completes.
/// </summary>
internal sealed class LateSave(IProjectionStore real, string customer, Func<Task> whenForgottenAsync) : ProjectionsBetween(real)
{
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _cutting;
    private EntitySnapshot? _late;

    /// <summary>Completes when the connection is cut during the save.</summary>
    public Task Cut => _cut.Task;

    /// <summary>Whether the store accepted the late save.</summary>
    public bool WasWritten { get; private set; }

    /// <summary>Cuts the connection during the customer's next save.</summary>
    public void CutNext() => _cutting = true;

    public override Task<bool[]> SaveAsync(int generation, IReadOnlyList<EntitySnapshot> entities, CancellationToken cancel)
    {
        if (!_cutting || entities.FirstOrDefault(entity => entity.Key.Id == customer) is not { } snapshot)
            return base.SaveAsync(generation, entities, cancel);
        _late ??= snapshot;
        _cut.TrySetResult();
        throw new IOException("The connection was cut.");
    }

    public override async Task<IReadOnlyList<SavedEntity>> LoadAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, DayRange? days, CancellationToken cancel)
    {
        IReadOnlyList<SavedEntity> rows = await base.LoadAsync(generation, kind, ids, days, cancel);
        if (days is null || !ids.Contains(customer) || Interlocked.Exchange(ref _late, null) is not { } late) return rows;
        _cutting = false;
        WasWritten = (await base.SaveAsync(generation, [late], cancel))[0];
        await whenForgottenAsync();
        return rows;
    }
}

/// <summary>Delays the read of the rows with which an entity is activated.</summary>
internal sealed class SlowLoads(IProjectionStore real, TimeSpan delay) : ProjectionsBetween(real)
{
    public override async Task<IReadOnlyList<SavedEntity>> LoadAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, DayRange? days, CancellationToken cancel)
    {
        if (days is not null) await Task.Delay(delay, TimeProvider.System, cancel);
        return await base.LoadAsync(generation, kind, ids, days, cancel);
    }
}

/// <summary>The database role may not read the partitions' shares while <see cref="AreUnreadable"/> is set.</summary>
internal sealed class UnreadableShares(IProjectionStore real) : ProjectionsBetween(real)
{
    private volatile bool _unreadable;

    public bool AreUnreadable
    {
        get => _unreadable;
        set => _unreadable = value;
    }

    public override Task<SavedShare> LoadShareAsync(int generation, int partition, CancellationToken cancel)
    {
        if (AreUnreadable) throw new PostgresException("permission denied", "ERROR", "ERROR", PostgresErrorCodes.InsufficientPrivilege);
        return base.LoadShareAsync(generation, partition, cancel);
    }
}
