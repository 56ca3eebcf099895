using System.Globalization;
using Microsoft.Data.Sqlite;
using RetailGrains.Figures;
using RetailGrains.Ledger.Schema;

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

    /// <summary>One text per kind, sort and direction, with or without each condition: few enough to stay prepared.</summary>
    private static string Sql(EntityQuery query)
    {
        string direction = query.Descending ? "DESC" : "ASC";
        return $"""
            WITH listed AS (
                SELECT coalesce(e.id, c.id) AS id, coalesce(c.name, e.name) AS name, {CatalogueFields(query.Kind)},
                       coalesce(e.gross_sales, '0') AS gross_sales, coalesce(e.reductions, '0') AS reductions,
                       coalesce(e.net_revenue, '0') AS net_revenue, coalesce(e.units, 0) AS units, coalesce(e.lines, 0) AS lines,
                       coalesce(e.transactions, 0) AS transactions, coalesce(e.returns, 0) AS returns, e.first_at, e.last_at
                FROM (SELECT * FROM {SqliteEntityRows.Table(query.Kind)}
                      WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served')) e
                FULL JOIN {SqliteEntityRows.Word(query.Kind)}_catalogue c ON c.id = e.id)
            SELECT id, name, time_zone, country, currency, category, price, {SqliteTotals.Columns}
            FROM listed
            WHERE {Prefix(query)} AND {Place(query)}
            ORDER BY {(query.Sort == EntitySort.Id ? "" : $"{Column(query.Sort)} {direction}, ")}id {IdDirection(query)}
            LIMIT $limit
            """;
    }

    private static string Prefix(EntityQuery query) =>
        query.Prefix is null ? "true" : "(begins_with(name, $prefix) OR begins_with(id, $prefix))";

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
        if (query.Prefix is { } prefix) values.Add(("$prefix", prefix.ToLowerInvariant()));
        if (query.After is { } after)
        {
            values.Add(("$after_id", after.Id));
            if (query.Sort != EntitySort.Id) values.Add(("$after", IsMoney(query.Sort) ? SqliteValues.Text(after.Value) : (long)after.Value));
        }

        return [.. values];
    }

    private static string IdDirection(EntityQuery query) => query is { Sort: EntitySort.Id, Descending: true } ? "DESC" : "ASC";

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
