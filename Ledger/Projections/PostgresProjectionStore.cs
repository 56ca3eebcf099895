using System.Data;
using Npgsql;
using NpgsqlTypes;
using RetailGrains.Figures;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Ledger.Projections;

internal sealed partial class PostgresProjectionStore(NpgsqlDataSource source, NpgsqlDataSource reads) : IProjectionStore
{
    private static readonly EntityKind[] Kinds = [EntityKind.Store, EntityKind.Product, EntityKind.Customer];

    /// <summary>
    /// A lock that savers share until the end of the statement. Dropping the generation waits for it, and later savers find the generation
    /// gone.
    /// </summary>
    private const string HeldGeneration = "SELECT generation FROM projection_generation WHERE generation = $1 FOR SHARE";

    public async Task<int> GenerationAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT generation FROM projection_generation WHERE state = 'served'");
        return await command.ExecuteScalarAsync(cancel) is int generation ? generation : 0;
    }

    public async Task<IReadOnlyList<SavedEntity>> LoadAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, DayRange? days, CancellationToken cancel)
    {
        string[] wanted = [.. ids];
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        // Rows and days need the same snapshot, because a save in between would make them inconsistent.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(LoadRows(generation, kind, wanted));
        if (days is not null) batch.BatchCommands.Add(LoadDays(generation, kind, wanted, days));
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);

        var entities = new Dictionary<string, SavedEntity>(wanted.Length, StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
        {
            SavedEntity entity = ReadEntity(reader);
            entities.Add(entity.Id, entity);
        }

        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) AddDay(entities, reader);
        return [.. entities.Values];
    }

    public async Task<long[]> CountAsync(int generation, IReadOnlyCollection<EntityKey> unsaved, CancellationToken cancel)
    {
        IEnumerable<string> counts = Kinds.Select((kind, i) =>
            $"""
            (SELECT count(*) FROM {Table(kind)} WHERE generation = $1)
            + (SELECT count(DISTINCT id) FROM unnest(${i + 2}) AS unsaved (id)
               WHERE NOT EXISTS (SELECT FROM {Table(kind)} saved WHERE saved.generation = $1 AND saved.id = unsaved.id))
            """);
        await using NpgsqlCommand command = source.CreateCommand($"SELECT {string.Join(", ", counts)}");
        command.Parameters.AddInteger(generation);
        foreach (EntityKind kind in Kinds)
            command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. unsaved.Where(key => key.Kind == kind).Select(key => key.Id)]);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return [reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)];
    }

    public async Task<int> BeginGenerationAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await using var drop = new NpgsqlCommand("DELETE FROM projection_generation WHERE state = 'building'", connection);
        await drop.ExecuteNonQueryAsync(cancel);
        await using var begin = new NpgsqlCommand(
            "INSERT INTO projection_generation (state) VALUES ('building') RETURNING generation", connection);
        int generation = (int)(await begin.ExecuteScalarAsync(cancel))!;
        await transaction.CommitAsync(cancel);
        return generation;
    }

    public async Task ServeGenerationAsync(int generation, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await using var drop = new NpgsqlCommand("DELETE FROM projection_generation WHERE state = 'served'", connection);
        await drop.ExecuteNonQueryAsync(cancel);
        await using var serve = new NpgsqlCommand(
            "UPDATE projection_generation SET state = 'served' WHERE generation = $1 AND state = 'building'", connection);
        serve.Parameters.AddInteger(generation);
        if (await serve.ExecuteNonQueryAsync(cancel) == 0)
            throw new InvalidOperationException($"Generation {generation} of the projections is not under construction.");
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Uses one transaction, so that no reader loads an entity's row without its days.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        string[] tables = [.. Kinds.Select(Table), .. Kinds.Select(DayTable), "partition_share", "partition_share_day"];
        foreach (string table in tables)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"DELETE FROM {table} WHERE generation NOT IN (SELECT generation FROM projection_generation)"));
        }

        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static string Table(EntityKind kind) => kind switch
    {
        EntityKind.Store => "store_projection",
        EntityKind.Product => "product_projection",
        EntityKind.Customer => "customer_projection",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string DayTable(EntityKind kind) => kind switch
    {
        EntityKind.Store => "store_day_projection",
        EntityKind.Product => "product_day_projection",
        EntityKind.Customer => "customer_day_projection",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static NpgsqlBatchCommand LoadRows(int generation, EntityKind kind, string[] ids)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            SELECT id, version, watermarks, {PostgresTotals.Columns}, name, name_at, name_transaction_id
            FROM {Table(kind)} WHERE generation = $1 AND id = ANY ($2)
            """);
        command.Parameters.AddInteger(generation);
        command.Parameters.AddArray(NpgsqlDbType.Text, ids);
        return command;
    }

    private static NpgsqlBatchCommand LoadDays(int generation, EntityKind kind, string[] ids, DayRange days)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            SELECT id, day, {PostgresTotals.Columns} FROM {DayTable(kind)}
            WHERE generation = $1 AND id = ANY ($2) AND ($3 IS NULL OR day >= $3) AND ($4 IS NULL OR day < $4)
            ORDER BY id, day
            """);
        command.Parameters.AddInteger(generation);
        command.Parameters.AddArray(NpgsqlDbType.Text, ids);
        command.Parameters.AddDate(days.From);
        command.Parameters.AddDate(days.To);
        return command;
    }

    private static SavedEntity ReadEntity(NpgsqlDataReader row)
    {
        const int name = 3 + PostgresTotals.Width;
        long version = row.GetInt64(1);
        try
        {
            return new SavedEntity(
                row.GetString(0),
                version,
                Array.ConvertAll(row.GetFieldValue<long?[]>(2), watermark => watermark ?? -1),
                row.ReadTotals(3),
                row.IsDBNull(name) ? null : new LineName(row.GetString(name), row.GetDateTime(name + 1), row.GetString(name + 2)),
                new List<DayTotals>());
        }
        catch (Exception e) when (ProjectionDamage.IsUnreadable(e))
        {
            return SavedEntity.Damaged(row.GetString(0), version, ProjectionDamage.Unreadable);
        }
    }

    private static void AddDay(Dictionary<string, SavedEntity> entities, NpgsqlDataReader row)
    {
        string id = row.GetString(0);
        if (!entities.TryGetValue(id, out SavedEntity? entity))
            entities.Add(id, entity = SavedEntity.Damaged(id, 0, ProjectionDamage.DaysWithoutRow));
        if (entity.Damage is not null) return;
        try
        {
            ((List<DayTotals>)entity.Days).Add(new DayTotals(row.GetFieldValue<DateOnly>(1), row.ReadTotals(2)));
        }
        catch (Exception e) when (ProjectionDamage.IsUnreadable(e))
        {
            entities[id] = SavedEntity.Damaged(id, entity.Version, ProjectionDamage.Unreadable);
        }
    }
}
