using Microsoft.Data.Sqlite;
using RetailGrains.Figures;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Projections;

/// <summary>The rows of one kind of entities and their days.</summary>
internal sealed class SqliteEntityRows
{
    private static readonly SqliteEntityRows[] Kinds = Array.ConvertAll(Enum.GetValues<EntityKind>(), kind => new SqliteEntityRows(kind));

    private readonly string _insert;
    private readonly string _update;
    private readonly string _upsertDay;
    private readonly string _load;
    private readonly string _loadDays;
    private readonly string _cover;
    private readonly string _count;
    private readonly string _missing;
    private readonly string _version;
    private readonly string _delete;
    private readonly string _deleteDays;
    private readonly string _setVersion;

    private SqliteEntityRows(EntityKind kind)
    {
        string table = Table(kind), dayTable = DayTable(kind);
        _insert = $"""
            INSERT INTO {table} (generation, id, version, watermarks, name, name_at, name_transaction_id, {SqliteTotals.Columns})
            VALUES ($g, $id, $base + 1, $watermarks, $name, $name_at, $name_transaction_id, {SqliteTotals.Parameters})
            ON CONFLICT DO NOTHING
            """;
        _update = $"""
            UPDATE {table} SET version = $base + 1, watermarks = $watermarks, name = $name, name_at = $name_at,
                name_transaction_id = $name_transaction_id, {SqliteTotals.Assignments}
            WHERE generation = $g AND id = $id AND version = $base
            """;
        _upsertDay = $"""
            INSERT INTO {dayTable} (generation, id, day, {SqliteTotals.Columns}) VALUES ($g, $id, $day, {SqliteTotals.Parameters})
            ON CONFLICT (generation, id, day) DO UPDATE SET {SqliteTotals.Assignments}
            """;
        _load = $"""
            SELECT id, version, watermarks, name, name_at, name_transaction_id, {SqliteTotals.Columns} FROM {table}
            WHERE generation = $g AND id IN (SELECT value FROM json_each($ids))
            """;
        _loadDays = $"""
            SELECT id, day, {SqliteTotals.Columns} FROM {dayTable}
            WHERE generation = $g AND id IN (SELECT value FROM json_each($ids)) AND day >= $from AND day < $to
            ORDER BY id, day
            """;
        _cover = $"""
            SELECT NOT EXISTS (
                SELECT 1 FROM json_each($required) t LEFT JOIN {table} e ON e.generation = $g AND e.id = t.value ->> 0
                WHERE coalesce(e.watermarks ->> $partition, 0) < t.value ->> 1)
            """;
        string entries = kind switch
        {
            EntityKind.Store => "ledger l ON l.store_id = o.value",
            EntityKind.Customer => "ledger l ON l.customer_id = o.value",
            _ => "ledger_product l ON l.product_id = o.value",
        };
        _missing = $"""
            SELECT o.value FROM json_each($ids) o
            WHERE NOT EXISTS (SELECT 1 FROM {table} e WHERE e.generation = $g AND e.id = o.value)
                AND EXISTS (
                    SELECT 1 FROM (SELECT 1) one CROSS JOIN {entries}
                    CROSS JOIN partition_share s ON s.generation = $g AND s.partition = l.partition AND l.sequence <= s.checkpoint)
            """;
        _version = $"SELECT CAST(coalesce(max(version), 0) AS INTEGER) FROM {table} WHERE generation = $g AND id = $id";
        _delete = $"DELETE FROM {table} WHERE generation = $g AND id = $id";
        _deleteDays = $"DELETE FROM {dayTable} WHERE generation = $g AND id = $id";
        _setVersion = $"UPDATE {table} SET version = $version WHERE generation = $g AND id = $id";
        _count = $"""
            SELECT (SELECT count(*) FROM {table} WHERE generation = $g)
                 + (SELECT count(*) FROM json_each($others) o
                    WHERE NOT EXISTS (SELECT 1 FROM {table} e WHERE e.generation = $g AND e.id = o.value))
            """;
    }

    public static SqliteEntityRows Of(EntityKind kind) => Kinds[(int)kind];

    public static string Table(EntityKind kind) => $"{Word(kind)}_projection";

    public static string DayTable(EntityKind kind) => $"{Word(kind)}_day_projection";

    public static string Word(EntityKind kind) => kind switch
    {
        EntityKind.Store => "store",
        EntityKind.Product => "product",
        _ => "customer",
    };

    public static Encoded Encode(int generation, EntitySnapshot entity)
    {
        SqliteEntityRows rows = Of(entity.Key.Kind);
        (string, object?) g = ("$g", generation), id = ("$id", entity.Key.Id);
        (string, object?)[] row = SqliteTotals.Values(
            entity.Totals,
            g,
            id,
            ("$base", entity.BaseVersion),
            ("$watermarks", SqliteValues.Array(entity.Watermarks)),
            ("$name", entity.Name?.Name),
            ("$name_at", SqliteValues.Micros(entity.Name?.At)),
            ("$name_transaction_id", entity.Name?.TransactionId));
        return new Encoded(
            entity.BaseVersion == 0 ? rows._insert : rows._update,
            row,
            rows._upsertDay,
            [.. entity.ChangedDays.Select(day => SqliteTotals.Values(day.Totals, g, id, ("$day", SqliteValues.Text(day.Day))))],
            entity.Totals.IsEmpty);
    }

    /// <summary>Returns those of the entities that have rows.</summary>
    /// <param name="session">A session with one snapshot.</param>
    /// <param name="generation">Generation of the rows.</param>
    /// <param name="ids">JSON: [id, ...].</param>
    /// <param name="range">The requested days; null for none.</param>
    public List<SavedEntity> Load(SqliteSession session, int generation, string ids, DayRange? range)
    {
        ILookup<string, DayTotals?>? days = range is null ? null : LoadDays(session, generation, ids, range);
        List<SavedEntity> rows = session.Query(_load, row => Read(row, days), ("$g", generation), ("$ids", ids));
        if (days is null) return rows;
        HashSet<string> known = [.. rows.Select(row => row.Id)];
        rows.AddRange(days.Where(entity => !known.Contains(entity.Key))
            .Select(entity => SavedEntity.Damaged(entity.Key, 0, ProjectionDamage.DaysWithoutRow)));
        return rows;
    }

    /// <summary>Returns those of the entities that have no row although a checkpoint covers entries of theirs.</summary>
    /// <param name="session">A session with one snapshot.</param>
    /// <param name="generation">Generation of the rows.</param>
    /// <param name="ids">JSON: [id, ...].</param>
    public List<string> Missing(SqliteSession session, int generation, string ids) =>
        session.Query(_missing, row => row.GetString(0), ("$g", generation), ("$ids", ids));

    /// <summary>Replaces an entity's row and days if its version is the expected one; returns whether it was.</summary>
    public bool Replace(SqliteSession session, int generation, string id, Encoded rows, long expected, long version)
    {
        (string, object?) g = ("$g", generation), entity = ("$id", id);
        if (session.Number(_version, g, entity) != expected) return false;
        session.Execute(_delete, g, entity);
        session.Execute(_deleteDays, g, entity);
        if (rows.IsEmpty) return true;
        if (!rows.Save(session)) return false;
        session.Execute(_setVersion, ("$version", version), g, entity);
        return true;
    }

    /// <summary>Returns whether every entity has a row whose watermark for a partition is at or above a sequence.</summary>
    /// <param name="session">A session in the transaction that relies on the result.</param>
    /// <param name="generation">Generation of the rows.</param>
    /// <param name="partition">Partition of the sequences.</param>
    /// <param name="required">JSON: [[id, sequence], ...].</param>
    public bool Cover(SqliteSession session, int generation, int partition, string required) =>
        session.Number(_cover, ("$g", generation), ("$partition", partition), ("$required", required)) == 1;

    /// <summary>Counts the entities that have rows or are among the others, each once.</summary>
    /// <param name="session">A session with one snapshot.</param>
    /// <param name="generation">Generation of the rows.</param>
    /// <param name="others">JSON: [id, ...], without duplicates.</param>
    public long Count(SqliteSession session, int generation, string others) =>
        session.Number(_count, ("$g", generation), ("$others", others));

    private static SavedEntity Read(SqliteDataReader row, ILookup<string, DayTotals?>? days)
    {
        string id = row.GetString(0);
        try
        {
            DayTotals?[] ownDays = days is null ? [] : [.. days[id]];
            if (ownDays.Contains(null)) return SavedEntity.Damaged(id, row.GetInt64(1), ProjectionDamage.Unreadable);
            return new SavedEntity(
                id,
                row.GetInt64(1),
                SqliteValues.Array<long>(row, 2),
                SqliteTotals.Read(row, 6),
                row.IsDBNull(3) ? null : new LineName(row.GetString(3), SqliteValues.Time(row.GetInt64(4)), row.GetString(5)),
                Array.ConvertAll(ownDays, day => day!.Value));
        }
        catch (Exception e) when (ProjectionDamage.IsUnreadable(e))
        {
            return SavedEntity.Damaged(id, row.GetInt64(1), ProjectionDamage.Unreadable);
        }
    }

    /// <summary>Null means a day row that cannot be read.</summary>
    private static DayTotals? ReadDay(SqliteDataReader row)
    {
        try
        {
            return new DayTotals(SqliteValues.Day(row, 1), SqliteTotals.Read(row, 2));
        }
        catch (Exception e) when (ProjectionDamage.IsUnreadable(e))
        {
            return null;
        }
    }

    private ILookup<string, DayTotals?> LoadDays(SqliteSession session, int generation, string ids, DayRange range) => session.Query(
        _loadDays,
        row => (Id: row.GetString(0), Day: ReadDay(row)),
        ("$g", generation),
        ("$ids", ids),
        // Any text sorts after the empty one, and any date sorts before a letter.
        ("$from", range.From is { } from ? SqliteValues.Text(from) : ""),
        ("$to", range.To is { } to ? SqliteValues.Text(to) : "open"))
        .ToLookup(row => row.Id, row => row.Day);

    /// <summary>An entity's rows, ready to be written.</summary>
    internal sealed record Encoded(string RowSql, (string, object?)[] Row, string DaySql, (string, object?)[][] Days, bool IsEmpty)
    {
        /// <summary>Writes the rows if their state is based on the saved version; returns whether it is.</summary>
        public bool Save(SqliteSession session)
        {
            if (session.Execute(RowSql, Row) == 0) return false;
            foreach ((string, object?)[] day in Days) session.Execute(DaySql, day);
            return true;
        }
    }
}
