using RetailGrains.Figures;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Projections;

internal sealed class SqliteProjectionStore(SqliteFile file, TimeProvider time) : IProjectionStore
{
    public Task<int> GenerationAsync(CancellationToken cancel) => file.ReadAsync(SqliteGenerations.Served, cancel);

    public async Task<IReadOnlyList<SavedEntity>> LoadAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, DayRange? days, CancellationToken cancel)
    {
        string wanted = SqliteValues.Array(ids.ToArray());
        return await file.ReadAsync(session => SqliteEntityRows.Of(kind).Load(session, generation, wanted, days), cancel)
            .ConfigureAwait(false);
    }

    public Task<bool[]> SaveAsync(int generation, IReadOnlyList<EntitySnapshot> entities, CancellationToken cancel)
    {
        // Encode here, because all writes share the writer's thread.
        SqliteEntityRows.Encoded[] rows = [.. entities.Select(entity => SqliteEntityRows.Encode(generation, entity))];
        return file.WriteAsync(
            session => SqliteGenerations.IsLive(session, generation)
                ? Array.ConvertAll(rows, row => row.Save(session))
                : new bool[rows.Length],
            cancel);
    }

    public Task<IReadOnlyList<string>> MissingAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        string wanted = SqliteValues.Array(ids.ToArray());
        return file.ReadAsync<IReadOnlyList<string>>(session => SqliteEntityRows.Of(kind).Missing(session, generation, wanted), cancel);
    }

    public Task<bool> ReplaceAsync(int generation, EntitySnapshot entity, long expected, long version, CancellationToken cancel)
    {
        SqliteEntityRows.Encoded rows = SqliteEntityRows.Encode(generation, entity with { BaseVersion = 0 });
        return file.WriteAsync(
            session => SqliteGenerations.IsLive(session, generation)
                && SqliteEntityRows.Of(entity.Key.Kind).Replace(session, generation, entity.Key.Id, rows, expected, version),
            cancel);
    }

    public Task<SavedShare> LoadShareAsync(int generation, int partition, CancellationToken cancel) =>
        file.ReadAsync(session => SqliteShareRows.Load(session, generation, partition), cancel);

    public Task<CheckpointMove> MoveCheckpointAsync(
        int generation, SavedShare share, long from, IReadOnlyList<RequiredWatermark> required, CancellationToken cancel)
    {
        (SqliteEntityRows Rows, string RequiredWatermark)[] wanted =
        [
            .. required.GroupBy(t => t.Entity.Kind).Select(group => (
                SqliteEntityRows.Of(group.Key),
                SqliteValues.Array(group.Select(t => new object[] { t.Entity.Id, t.Sequence }).ToArray()))),
        ];
        return file.WriteAsync(
            session =>
            {
                if (!SqliteGenerations.IsLive(session, generation)) return CheckpointMove.Superseded;
                long saved = SqliteShareRows.Checkpoint(session, generation, share.Partition);
                if (saved == share.Checkpoint) return CheckpointMove.Moved;
                if (saved < from || saved > share.Checkpoint) return CheckpointMove.Superseded;
                if (!Array.TrueForAll(wanted, w => w.Rows.Cover(session, generation, share.Partition, w.RequiredWatermark)))
                    return CheckpointMove.Uncovered;
                SqliteShareRows.Save(session, generation, share);
                return CheckpointMove.Moved;
            },
            cancel);
    }

    public Task<long[]> CountAsync(int generation, IReadOnlyCollection<EntityKey> unsaved, CancellationToken cancel)
    {
        ILookup<EntityKind, string> others = unsaved.Distinct().ToLookup(key => key.Kind, key => key.Id);
        return file.ReadAsync(
            session => Array.ConvertAll(
                Enum.GetValues<EntityKind>(),
                kind => SqliteEntityRows.Of(kind).Count(session, generation, SqliteValues.Array(others[kind].ToArray()))),
            cancel);
    }

    public Task<EntityPage> ListAsync(EntityQuery query, CancellationToken cancel) => file.ReadAsync(
        session =>
        {
            // Read the clock before the first statement takes the snapshot, so that the snapshot includes everything saved by then.
            DateTime asOf = time.GetUtcNow().UtcDateTime;
            return SqliteEntityList.Read(session, query, asOf);
        },
        cancel);

    public async Task<IReadOnlyList<string>> ListIdsAsync(EntityQuery query, int max, CancellationToken cancel) =>
        await file.ReadAsync(session => SqliteEntityList.ReadIds(session, query, max), cancel).ConfigureAwait(false);

    public Task<EntityPage> ListAsync(EntityKind kind, IReadOnlyList<string> ids, CurrencyFilter? currency, CancellationToken cancel)
    {
        string wanted = SqliteValues.Array(ids.ToArray());
        return file.ReadAsync(
            session =>
            {
                DateTime asOf = time.GetUtcNow().UtcDateTime;
                return SqliteEntityList.Read(session, kind, wanted, currency, asOf);
            },
            cancel);
    }

    public async Task<IReadOnlyList<string?>> CurrenciesAsync(CancellationToken cancel) =>
        await file.ReadAsync(SqliteShareRows.Currencies, cancel).ConfigureAwait(false);

    public Task<ListVersion> ListVersionAsync(CancellationToken cancel) => file.ReadAsync(
        session =>
        {
            int generation = SqliteGenerations.Served(session);
            long checkpoints = session.Number(
                "SELECT coalesce(sum(checkpoint), 0) FROM partition_share WHERE generation = $g", ("$g", generation));
            return new ListVersion(generation, checkpoints, session.Number("SELECT version FROM catalogue_version"));
        },
        cancel);

    public Task<int> BeginGenerationAsync(CancellationToken cancel) => file.WriteAsync(SqliteGenerations.Begin, cancel);

    public Task ServeGenerationAsync(int generation, CancellationToken cancel) =>
        file.WriteAsync(session => SqliteGenerations.Serve(session, generation), cancel);

    public Task SweepAsync(CancellationToken cancel) => SqliteGenerations.SweepAsync(file, cancel);
}
