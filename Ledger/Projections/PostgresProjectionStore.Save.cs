using Npgsql;
using NpgsqlTypes;
using RetailGrains.Figures;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Ledger.Projections;

/// <summary>Saving entities, and moving checkpoints over what is saved.</summary>
internal sealed partial class PostgresProjectionStore
{
    public async Task<bool[]> SaveAsync(int generation, IReadOnlyList<EntitySnapshot> entities, CancellationToken cancel)
    {
        bool[] written = new bool[entities.Count];
        ILookup<EntityKind, int> kinds = Enumerable.Range(0, entities.Count).ToLookup(i => entities[i].Key.Kind);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        // A batch without an explicit transaction is one transaction, in one round trip.
        await using var batch = new NpgsqlBatch(connection);
        EntityKind[] saved = Array.FindAll(Kinds, kinds.Contains);
        foreach (EntityKind kind in saved)
            batch.BatchCommands.Add(SaveKind(generation, kind, [.. kinds[kind].Select(i => entities[i])]));
        if (saved.Length == 0) return written;

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);
        foreach (EntityKind kind in saved)
        {
            int[] indexes = [.. kinds[kind]];
            while (await reader.ReadAsync(cancel)) written[indexes[reader.GetInt64(0) - 1]] = true;
            await reader.NextResultAsync(cancel);
        }

        return written;
    }

    public async Task<SavedShare> LoadShareAsync(int generation, int partition, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            $"""
            SELECT checkpoint, {PostgresTotals.Columns}, {GuestColumns}, NULL::date AS day FROM partition_share
            WHERE generation = $1 AND partition = $2
            UNION ALL
            SELECT NULL, {PostgresTotals.Columns}, {PostgresTotals.Columns}, day FROM partition_share_day
            WHERE generation = $1 AND partition = $2
            ORDER BY day NULLS FIRST
            """);
        command.Parameters.AddInteger(generation);
        command.Parameters.AddInteger(partition);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        // Days without their row are ignored: the next checkpoint overwrites them.
        if (!await reader.ReadAsync(cancel) || reader.IsDBNull(0)) return new SavedShare(partition, 0, default, default, []);

        var days = new List<DayTotals>();
        var share = new SavedShare(
            partition, reader.GetInt64(0), reader.ReadTotals(1), reader.ReadTotals(1 + PostgresTotals.Width), days);
        while (await reader.ReadAsync(cancel))
            days.Add(new DayTotals(reader.GetFieldValue<DateOnly>(1 + (2 * PostgresTotals.Width)), reader.ReadTotals(1)));
        return share;
    }

    public async Task<CheckpointMove> MoveCheckpointAsync(
        int generation, SavedShare share, long from, IReadOnlyList<RequiredWatermark> required, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(MoveCheckpoint);
        command.Parameters.AddInteger(generation);
        command.Parameters.AddInteger(share.Partition);
        command.Parameters.AddBigint(share.Checkpoint);
        foreach (EntityKind kind in Kinds)
        {
            RequiredWatermark[] ofKind = [.. required.Where(t => t.Entity.Kind == kind)];
            command.Parameters.AddArray(NpgsqlDbType.Text, Array.ConvertAll(ofKind, t => t.Entity.Id));
            command.Parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(ofKind, t => t.Sequence));
        }

        command.Parameters.AddTotals(share.Totals);
        command.Parameters.AddTotals(share.Guest);
        AddDays(command.Parameters, share.Days);
        command.Parameters.AddBigint(from);
        return (CheckpointMove)(int)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async Task<IReadOnlyList<string>> MissingAsync(
        int generation, EntityKind kind, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        string concerns = kind switch
        {
            EntityKind.Store => "l.store_id = asked.id",
            EntityKind.Customer => "l.customer_id = asked.id",
            _ => "l.product_ids @> ARRAY[asked.id]",
        };
        // LIMIT keeps the planner from joining the whole ledger: this needs one index lookup per entity.
        await using NpgsqlCommand command = source.CreateCommand(
            $"""
            SELECT asked.id FROM unnest($2) AS asked (id)
            CROSS JOIN LATERAL (
                SELECT FROM ledger l
                JOIN partition_share s ON s.generation = $1 AND s.partition = l.partition AND l.sequence <= s.checkpoint
                WHERE {concerns} LIMIT 1) entry
            WHERE NOT EXISTS (SELECT FROM {Table(kind)} saved WHERE saved.generation = $1 AND saved.id = asked.id)
            """);
        command.Parameters.AddInteger(generation);
        command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. ids]);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        var missing = new List<string>();
        while (await reader.ReadAsync(cancel)) missing.Add(reader.GetString(0));
        return missing;
    }

    public async Task<bool> ReplaceAsync(int generation, EntitySnapshot entity, long expected, long version, CancellationToken cancel)
    {
        (string table, string days) = (Table(entity.Key.Kind), DayTable(entity.Key.Kind));
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await using (var known = new NpgsqlCommand($"SELECT version FROM {table} WHERE generation = $1 AND id = $2 FOR UPDATE", connection))
        {
            AddKey(known.Parameters);
            if ((await known.ExecuteScalarAsync(cancel) is long found ? found : 0) != expected) return false;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(OfKey($"DELETE FROM {days} WHERE generation = $1 AND id = $2"));
        batch.BatchCommands.Add(OfKey($"DELETE FROM {table} WHERE generation = $1 AND id = $2"));
        bool any = !entity.Totals.IsEmpty;
        if (any) batch.BatchCommands.Add(SaveKind(generation, entity.Key.Kind, [entity with { BaseVersion = 0 }]));
        NpgsqlBatchCommand setVersion = OfKey($"UPDATE {table} SET version = $3 WHERE generation = $1 AND id = $2 AND version = 1");
        setVersion.Parameters.AddBigint(version);
        batch.BatchCommands.Add(setVersion);
        await batch.ExecuteNonQueryAsync(cancel);
        if (any && setVersion.RecordsAffected != 1) return false;
        await transaction.CommitAsync(cancel);
        return true;

        NpgsqlBatchCommand OfKey(string sql)
        {
            var command = new NpgsqlBatchCommand(sql);
            AddKey(command.Parameters);
            return command;
        }

        void AddKey(NpgsqlParameterCollection parameters)
        {
            parameters.AddInteger(generation);
            parameters.AddText(entity.Key.Id);
        }
    }

    private static readonly string GuestColumns = "guest_" + PostgresTotals.Columns.Replace(", ", ", guest_", StringComparison.Ordinal);

    /// <summary>The parameters of <see cref="MoveCheckpoint"/>: the totals, the days, the checkpoint before.</summary>
    private const int FirstTotals = 10, FirstDays = FirstTotals + (2 * PostgresTotals.Width), From = FirstDays + 1 + PostgresTotals.Width;

    /// <summary>
    /// One statement checks the coverage and writes what depends on it. So no checkpoint can be ahead of the rows that it guarantees, and
    /// while the generation exists, these rows never lose a sequence.
    /// </summary>
    private static readonly string MoveCheckpoint =
        $"""
        WITH held AS ({HeldGeneration}),
        covered AS (
            SELECT FROM held WHERE NOT EXISTS ({Uncovered(EntityKind.Store, 4)})
                AND NOT EXISTS ({Uncovered(EntityKind.Product, 6)}) AND NOT EXISTS ({Uncovered(EntityKind.Customer, 8)})
        ),
        known AS (SELECT checkpoint FROM partition_share WHERE generation = $1 AND partition = $2),
        moved AS (
            INSERT INTO partition_share AS share (generation, partition, checkpoint, {PostgresTotals.Columns}, {GuestColumns})
            SELECT $1, $2, $3, {Numbered(FirstTotals, 2 * PostgresTotals.Width)} FROM covered
            WHERE ${From} = 0 OR EXISTS (SELECT FROM known)
            ON CONFLICT (generation, partition) DO UPDATE SET
                checkpoint = excluded.checkpoint, {PostgresTotals.Replace}, {GuestReplace()}
            WHERE share.checkpoint >= ${From} AND share.checkpoint < excluded.checkpoint
            RETURNING partition
        ),
        days AS (
            INSERT INTO partition_share_day (generation, partition, day, {PostgresTotals.Columns})
            SELECT $1, $2, changed.* FROM moved, unnest({Numbered(FirstDays, 1 + PostgresTotals.Width)}) AS changed
            ON CONFLICT (generation, partition, day) DO UPDATE SET {PostgresTotals.Replace}
        )
        SELECT CASE
            WHEN NOT EXISTS (SELECT FROM held) THEN 2
            WHEN coalesce((SELECT checkpoint FROM known), 0) = $3 THEN 1
            WHEN coalesce((SELECT checkpoint FROM known), 0) NOT BETWEEN ${From} AND $3 THEN 2
            WHEN NOT EXISTS (SELECT FROM covered) THEN 0
            WHEN EXISTS (SELECT FROM moved) THEN 1
            ELSE 2 END
        """;

    /// <summary>
    /// Looks up row by row through the primary key. A join depends on the planner: without statistics of the table, it compares every
    /// entity with every saved one, which took half of PostgreSQL's time.
    /// </summary>
    private static string Uncovered(EntityKind kind, int parameter) =>
        $"""
        SELECT FROM unnest(${parameter}, ${parameter + 1}) AS required (id, sequence)
        WHERE coalesce(
            (SELECT watermarks[$2 + 1] FROM {Table(kind)} saved WHERE saved.generation = $1 AND saved.id = required.id), 0)
            < required.sequence
        """;

    private static string GuestReplace() =>
        string.Join(", ", GuestColumns.Split(", ").Select(column => $"{column} = excluded.{column}"));

    private static string Prefixed(string table) =>
        string.Join(", ", PostgresTotals.Columns.Split(", ").Select(column => $"{table}.{column}"));

    private static string Numbered(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(n => $"${n}"));

    /// <summary>
    /// One statement per kind. It writes those rows whose state is based on the saved version, in the order of their ids, so that two
    /// savers do not deadlock; and it writes the days of those rows only. Returns the indexes of the written rows.
    /// </summary>
    private static string SaveStatement(EntityKind kind) =>
        $"""
        WITH held AS ({HeldGeneration}),
        sent AS (
            SELECT * FROM unnest({Numbered(4, 5 + PostgresTotals.Width)}) WITH ORDINALITY
                AS t (id, base, {PostgresTotals.Columns}, name, name_at, name_transaction_id, place)
        ),
        written AS (
            INSERT INTO {Table(kind)} AS saved
                (generation, id, version, watermarks, {PostgresTotals.Columns}, name, name_at, name_transaction_id)
            SELECT $1, sent.id, base + 1, ($3)[(place - 1) * $2 + 1 : place * $2], {Prefixed("sent")},
                sent.name, sent.name_at, sent.name_transaction_id
            FROM sent
            WHERE EXISTS (SELECT FROM held)
                AND (base = 0 OR (SELECT true FROM {Table(kind)} known WHERE known.generation = $1 AND known.id = sent.id))
            ORDER BY sent.id COLLATE "C"
            ON CONFLICT (generation, id) DO UPDATE SET
                version = excluded.version, watermarks = excluded.watermarks, {PostgresTotals.Replace},
                name = excluded.name, name_at = excluded.name_at, name_transaction_id = excluded.name_transaction_id
            WHERE saved.version = excluded.version - 1
            RETURNING id
        ),
        days AS (
            INSERT INTO {DayTable(kind)} (generation, id, day, {PostgresTotals.Columns})
            SELECT $1, changed.* FROM unnest({Numbered(9 + PostgresTotals.Width, 2 + PostgresTotals.Width)})
                AS changed (id, day, {PostgresTotals.Columns})
            JOIN written ON written.id = changed.id
            ORDER BY changed.id COLLATE "C", changed.day
            ON CONFLICT (generation, id, day) DO UPDATE SET {PostgresTotals.Replace}
        )
        SELECT place FROM sent JOIN written ON written.id = sent.id
        """;

    private static NpgsqlBatchCommand SaveKind(int generation, EntityKind kind, EntitySnapshot[] entities)
    {
        var command = new NpgsqlBatchCommand(SaveStatement(kind));
        NpgsqlParameterCollection parameters = command.Parameters;
        int width = entities.Max(e => e.Watermarks.Length);
        parameters.AddInteger(generation);
        parameters.AddInteger(width);
        parameters.AddArray(NpgsqlDbType.Bigint, Flat(entities, width));
        parameters.AddArray(NpgsqlDbType.Text, Array.ConvertAll(entities, e => e.Key.Id));
        parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(entities, e => e.BaseVersion));
        parameters.AddTotals(Array.ConvertAll(entities, e => e.Totals));
        parameters.AddArray(NpgsqlDbType.Text, Array.ConvertAll(entities, e => e.Name?.Name));
        parameters.AddArray(NpgsqlDbType.TimestampTz, Array.ConvertAll(entities, e => e.Name?.At));
        parameters.AddArray(NpgsqlDbType.Text, Array.ConvertAll(entities, e => e.Name?.TransactionId));
        parameters.AddArray<string>(NpgsqlDbType.Text, [.. entities.SelectMany(e => Enumerable.Repeat(e.Key.Id, e.ChangedDays.Count))]);
        AddDays(parameters, [.. entities.SelectMany(e => e.ChangedDays)]);
        return command;
    }

    private static void AddDays(NpgsqlParameterCollection parameters, IReadOnlyList<DayTotals> days)
    {
        parameters.AddArray<DateOnly>(NpgsqlDbType.Date, [.. days.Select(day => day.Day)]);
        parameters.AddTotals([.. days.Select(day => day.Totals)]);
    }

    /// <summary>Concatenates all watermarks: SQL cannot select an inner array from an array of arrays.</summary>
    private static long[] Flat(EntitySnapshot[] entities, int width)
    {
        long[] flat = new long[entities.Length * width];
        for (int i = 0; i < entities.Length; i++) entities[i].Watermarks.CopyTo(flat, i * width);
        return flat;
    }
}
