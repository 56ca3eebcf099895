using RetailGrains.Figures;
using RetailGrains.Ledger.Schema;

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
                SELECT 1 FROM json_each($touched) t LEFT JOIN {table} e ON e.generation = $g AND e.id = t.value ->> 0
                WHERE coalesce(e.watermarks ->> $partition, 0) < t.value ->> 1)
            """;
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
            [.. entity.ChangedDays.Select(day => SqliteTotals.Values(day.Totals, g, id, ("$day", SqliteValues.Text(day.Day))))]);
    }

    /// <summary>Those of the entities that have rows.</summary>
    /// <param name="session">One snapshot.</param>
    /// <param name="generation">Of the rows.</param>
    /// <param name="ids">JSON: [id, ...].</param>
    /// <param name="range">Days wanted, or null for none.</param>
    public List<SavedEntity> Load(SqliteSession session, int generation, string ids, DayRange? range)
    {
        ILookup<string, DayTotals>? days = range is null ? null : LoadDays(session, generation, ids, range);
        return session.Query(
            _load,
            row => new SavedEntity(
                row.GetString(0),
                row.GetInt64(1),
                SqliteValues.Array<long>(row, 2),
                SqliteTotals.Read(row, 6),
                row.IsDBNull(3) ? null : new LineName(row.GetString(3), SqliteValues.Time(row.GetInt64(4)), row.GetString(5)),
                days is null ? [] : [.. days[row.GetString(0)]]),
            ("$g", generation),
            ("$ids", ids));
    }

    /// <summary>Whether every entity has a row whose watermark in a partition is at or above a sequence.</summary>
    /// <param name="session">In the transaction that relies on it.</param>
    /// <param name="generation">Of the rows.</param>
    /// <param name="partition">Of the sequences.</param>
    /// <param name="touched">JSON: [[id, sequence], ...].</param>
    public bool Cover(SqliteSession session, int generation, int partition, string touched) =>
        session.Number(_cover, ("$g", generation), ("$partition", partition), ("$touched", touched)) == 1;

    /// <summary>How many entities have rows or are among others, each once.</summary>
    /// <param name="session">One snapshot.</param>
    /// <param name="generation">Of the rows.</param>
    /// <param name="others">JSON: [id, ...], each once.</param>
    public long Count(SqliteSession session, int generation, string others) =>
        session.Number(_count, ("$g", generation), ("$others", others));

    private ILookup<string, DayTotals> LoadDays(SqliteSession session, int generation, string ids, DayRange range) => session.Query(
        _loadDays,
        row => (Id: row.GetString(0), Day: new DayTotals(SqliteValues.Day(row, 1), SqliteTotals.Read(row, 2))),
        ("$g", generation),
        ("$ids", ids),
        // Any text is above the empty one, and any date is below a letter.
        ("$from", range.From is { } from ? SqliteValues.Text(from) : ""),
        ("$to", range.To is { } to ? SqliteValues.Text(to) : "open"))
        .ToLookup(row => row.Id, row => row.Day);

    /// <summary>An entity's rows, ready to be written.</summary>
    internal sealed record Encoded(string RowSql, (string, object?)[] Row, string DaySql, (string, object?)[][] Days)
    {
        /// <summary>Writes them, if the saved version is the one they grew from; whether it was.</summary>
        public bool Save(SqliteSession session)
        {
            if (session.Execute(RowSql, Row) == 0) return false;
            foreach ((string, object?)[] day in Days) session.Execute(DaySql, day);
            return true;
        }
    }
}
