using System.Globalization;
using Microsoft.Data.Sqlite;
using RetailGrains.Figures;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Projections;

/// <summary>Lists and rankings over the served generation and the catalogue.</summary>
internal static class SqliteEntityList
{
    public static EntityPage Read(SqliteSession session, EntityQuery query, DateTime asOf)
    {
        List<EntityRow> rows = session.Query(Sql(query), Row, Values(query));
        bool more = rows.Count > query.Limit;
        if (more) rows.RemoveAt(query.Limit);
        return new EntityPage(asOf, rows, more);
    }

    /// <summary>Returns the rows of these ids, in their order; zeros for an id without rows.</summary>
    public static EntityPage Read(SqliteSession session, EntityKind kind, string ids, DateTime asOf)
    {
        string sql = $"""
            SELECT id, name, time_zone, country, currency, category, price, {SqliteTotals.Columns}
            FROM (SELECT wanted.key AS place, {Fields(kind, "wanted.value")}
                  FROM json_each($ids) wanted
                  LEFT JOIN {SqliteEntityRows.Table(kind)} e ON e.id = wanted.value
                    AND e.generation = (SELECT generation FROM projection_generation WHERE state = 'served')
                  LEFT JOIN {SqliteEntityRows.Word(kind)}_catalogue c ON c.id = wanted.value)
            ORDER BY place
            """;
        return new EntityPage(asOf, session.Query(sql, Row, ("$ids", ids)), More: false);
    }

    /// <summary>Returns the ids of the whole list, in order.</summary>
    public static List<string> ReadIds(SqliteSession session, EntityQuery query, int max)
    {
        string sql = $"""
            {Listed(query.Kind)}
            SELECT id FROM listed WHERE {Prefix(query)}
            ORDER BY {Order(query)}
            LIMIT $limit
            """;
        (string, object?)[] values = [("$limit", max), .. PrefixValues(query)];
        return session.Query(sql, row => row.GetString(0), values);
    }

    /// <summary>There is one statement per kind, sort and direction, with or without each condition: few enough to stay prepared.</summary>
    private static string Sql(EntityQuery query) =>
        $"""
            {Listed(query.Kind)}
            SELECT id, name, time_zone, country, currency, category, price, {SqliteTotals.Columns}
            FROM listed
            WHERE {Prefix(query)} AND {Place(query)}
            ORDER BY {Order(query)}
            LIMIT $limit
            """;

    /// <summary>Selects all entities that a transaction or the catalogue names.</summary>
    private static string Listed(EntityKind kind) =>
        $"""
            WITH listed AS (
                SELECT {Fields(kind, "coalesce(e.id, c.id)")}
                FROM (SELECT * FROM {SqliteEntityRows.Table(kind)}
                      WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served')) e
                FULL JOIN {SqliteEntityRows.Word(kind)}_catalogue c ON c.id = e.id)
            """;

    private static string Fields(EntityKind kind, string id) =>
        $"""
            {id} AS id, coalesce(c.name, e.name) AS name, {CatalogueFields(kind)},
                coalesce(e.gross_sales, '0') AS gross_sales, coalesce(e.reductions, '0') AS reductions,
                coalesce(e.net_revenue, '0') AS net_revenue, coalesce(e.units, 0) AS units, coalesce(e.lines, 0) AS lines,
                coalesce(e.transactions, 0) AS transactions, coalesce(e.returns, 0) AS returns, e.first_at, e.last_at
            """;

    private static string Order(EntityQuery query)
    {
        string direction = query.Descending ? "DESC" : "ASC";
        return query.Sort == EntitySort.Id ? $"id {direction}" : $"{Column(query.Sort)} {direction}, id ASC";
    }

    private static string Prefix(EntityQuery query) =>
        query.Prefix is null ? "true" : "(begins_with(name, $prefix) OR begins_with(id, $id_prefix))";

    private static string Place(EntityQuery query)
    {
        if (query.After is null) return "true";
        if (query.Sort == EntitySort.Id) return query.Descending ? "id < $after_id" : "id > $after_id";
        string column = Column(query.Sort), beyond = query.Descending ? "<" : ">";
        return $"({column} {beyond} $after OR ({column} = $after AND id > $after_id))";
    }

    private static (string, object?)[] Values(EntityQuery query)
    {
        var values = new List<(string, object?)> { ("$limit", query.Limit + 1) };
        values.AddRange(PrefixValues(query));
        if (query.After is { } after)
        {
            values.Add(("$after_id", after.Id));
            if (query.Sort != EntitySort.Id)
                values.Add(("$after", IsMoney(query.Sort) ? SqliteValues.Text(after.Value) : (long)after.Value));
        }

        return [.. values];
    }

    private static (string, object?)[] PrefixValues(EntityQuery query) => query.Prefix is { } prefix
        ? [("$prefix", prefix.ToLowerInvariant()), ("$id_prefix", IdText.Normal(prefix).ToLowerInvariant())]
        : [];

    private static bool IsMoney(EntitySort sort) => sort is EntitySort.NetRevenue or EntitySort.GrossSales or EntitySort.Reductions;

    private static string Column(EntitySort sort) => sort switch
    {
        EntitySort.NetRevenue => "net_revenue COLLATE DECIMAL",
        EntitySort.GrossSales => "gross_sales COLLATE DECIMAL",
        EntitySort.Reductions => "reductions COLLATE DECIMAL",
        _ => sort.ToString().ToLower(CultureInfo.InvariantCulture),
    };

    private static string CatalogueFields(EntityKind kind) => kind switch
    {
        EntityKind.Store => "c.time_zone, c.country, c.currency, NULL AS category, NULL AS price",
        EntityKind.Product => "NULL AS time_zone, NULL AS country, NULL AS currency, c.category, c.price",
        _ => "NULL AS time_zone, c.country, NULL AS currency, NULL AS category, NULL AS price",
    };

    private static EntityRow Row(SqliteDataReader row) => new(
        row.GetString(0),
        SqliteValues.TextOrNull(row, 1),
        SqliteTotals.Read(row, 7),
        SqliteValues.TextOrNull(row, 2),
        SqliteValues.TextOrNull(row, 3),
        SqliteValues.TextOrNull(row, 4),
        SqliteValues.TextOrNull(row, 5),
        row.IsDBNull(6) ? null : SqliteValues.Decimal(row, 6));
}
