using System.Globalization;
using Microsoft.Data.Sqlite;
using RetailGrains.Figures;
using RetailGrains.Ledger.Rows;
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
    public static EntityPage Read(SqliteSession session, EntityKind kind, string ids, CurrencyFilter? currency, DateTime asOf)
    {
        string sql = $"""
            SELECT id, name, {Catalogue}, {SqliteTotals.Columns}
            FROM (SELECT wanted.key AS place, {Fields(kind, "wanted.value")}
                  FROM json_each($ids) wanted
                  LEFT JOIN {Saved(kind, currency)} ON e.id = wanted.value
                  LEFT JOIN {SqliteEntityRows.Word(kind)}_catalogue c ON c.id = wanted.value)
            ORDER BY place
            """;
        return new EntityPage(asOf, session.Query(sql, Row, [("$ids", ids), .. CurrencyValues(currency)]), More: false);
    }

    /// <summary>Returns the ids of the whole list, in order.</summary>
    public static List<string> ReadIds(SqliteSession session, EntityQuery query, int max)
    {
        string sql = $"""
            {Listed(query)}
            SELECT id FROM listed WHERE {Prefix(query)}
            ORDER BY {Order(query)}
            LIMIT $limit
            """;
        (string, object?)[] values = [("$limit", max), .. PrefixValues(query), .. CurrencyValues(query.Currency)];
        return session.Query(sql, row => row.GetString(0), values);
    }

    /// <summary>There is one statement per kind, sort and direction, with or without each condition: few enough to stay prepared.</summary>
    private static string Sql(EntityQuery query) =>
        $"""
            {Listed(query)}
            SELECT id, name, {Catalogue}, {SqliteTotals.Columns}
            FROM listed
            WHERE {Prefix(query)} AND {Place(query)}
            ORDER BY {Order(query)}
            LIMIT $limit
            """;

    /// <summary>Selects all entities that a transaction or the catalogue names; in one currency, those that have figures in it.</summary>
    private static string Listed(EntityQuery query) =>
        $"""
            WITH listed AS (
                SELECT {Fields(query.Kind, "coalesce(e.id, c.id)")}
                FROM {Saved(query.Kind, query.Currency)}
                {(query.Currency is null ? "FULL" : "LEFT")} JOIN {SqliteEntityRows.Word(query.Kind)}_catalogue c ON c.id = e.id)
            """;

    /// <summary>Returns the served rows, or of those that have figures in one currency these figures.</summary>
    private static string Saved(EntityKind kind, CurrencyFilter? currency)
    {
        string served = SqliteEntityRows.Table(kind)
            + " WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served')";
        if (currency is null) return $"(SELECT * FROM {served}) e";
        return $"""
            (SELECT id, name, gross_sales, reductions, net_revenue, units, lines, transactions, returns, first_at, last_at, unit_parts,
                $currency AS currency, discounts, tax, included_tax, NULL AS by_currency
             FROM {served} AND by_currency IS NULL AND first_at IS NOT NULL
                AND coalesce(currency, '') IN (SELECT value FROM json_each($codes))
             UNION ALL
             SELECT id, name, gross_sales, reductions, decimal_add(gross_sales, reductions), decimal_floor(units), lines, transactions,
             returns,
                first_at, last_at, decimal_parts(units), $currency, discounts, tax, included_tax, NULL
             FROM (
                SELECT mixed.id, mixed.name, decimal_sum(one.value ->> 'gross') AS gross_sales, decimal_sum(one.value ->> 'reductions') AS
                reductions,
                    decimal_sum(one.value ->> 'units') AS units, sum(one.value ->> 'lines') AS lines, sum(one.value ->> 'transactions') AS
                    transactions,
                    sum(one.value ->> 'returns') AS returns, min(one.value ->> 'first') AS first_at, max(one.value ->> 'last') AS last_at,
                    decimal_sum(one.value ->> 'discounts') AS discounts, decimal_sum(one.value ->> 'tax') AS tax,
                    decimal_sum(one.value ->> 'includedTax') AS included_tax
                FROM (SELECT * FROM {served} AND by_currency IS NOT NULL) mixed CROSS JOIN json_each(mixed.by_currency) one
                WHERE one.key IN (SELECT value FROM json_each($codes))
                GROUP BY mixed.id)) e
            """;
    }

    private static (string, object?)[] CurrencyValues(CurrencyFilter? currency) =>
        currency is null ? [] : [("$currency", currency.Code), ("$codes", SqliteValues.Array(currency.Parts))];

    private const string Catalogue = "time_zone, country, catalogue_currency, category, price";

    private static string Fields(EntityKind kind, string id) =>
        $"""
            {id} AS id, coalesce(c.name, e.name) AS name, {CatalogueFields(kind)},
                {string.Join(", ", SqliteTotals.Columns.Split(", ").Select(FieldOf))}
            """;

    private static string FieldOf(string column) => column switch
    {
        "first_at" or "last_at" or "currency" or "by_currency" => $"e.{column}",
        "units" or "unit_parts" or "lines" or "transactions" or "returns" => $"coalesce(e.{column}, 0) AS {column}",
        _ => $"coalesce(e.{column}, '0') AS {column}",
    };

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
        values.AddRange(CurrencyValues(query.Currency));
        if (query.After is { } after)
        {
            values.Add(("$after_id", after.Id));
            if (query.Sort != EntitySort.Id)
                values.Add(("$after", IsDecimal(query.Sort) ? SqliteValues.Text(after.Value) : (long)after.Value));
        }

        return [.. values];
    }

    private static (string, object?)[] PrefixValues(EntityQuery query) => query.Prefix is { } prefix
        ? [("$prefix", prefix.ToLowerInvariant()), ("$id_prefix", IdText.Normal(prefix).ToLowerInvariant())]
        : [];

    private static bool IsDecimal(EntitySort sort) => sort is not (EntitySort.Lines or EntitySort.Transactions or EntitySort.Returns);

    private static string Column(EntitySort sort) => sort switch
    {
        EntitySort.NetRevenue => "net_revenue COLLATE DECIMAL",
        EntitySort.GrossSales => "gross_sales COLLATE DECIMAL",
        EntitySort.Reductions => "reductions COLLATE DECIMAL",
        EntitySort.Units => "decimal_units(units, unit_parts) COLLATE DECIMAL",
        EntitySort.Discounts => "discounts COLLATE DECIMAL",
        EntitySort.Tax => "tax COLLATE DECIMAL",
        EntitySort.NetRevenueExTax => "decimal_add(net_revenue, decimal_mul(-1, included_tax)) COLLATE DECIMAL",
        _ => sort.ToString().ToLower(CultureInfo.InvariantCulture),
    };

    private static string CatalogueFields(EntityKind kind) => kind switch
    {
        EntityKind.Store => "c.time_zone, c.country, c.currency AS catalogue_currency, NULL AS category, NULL AS price",
        EntityKind.Product => "NULL AS time_zone, NULL AS country, NULL AS catalogue_currency, c.category, c.price",
        _ => "NULL AS time_zone, c.country, NULL AS catalogue_currency, NULL AS category, NULL AS price",
    };

    private static EntityRow Row(SqliteDataReader row) => new(
        row.GetString(0),
        row.TextOrNull(1),
        SqliteTotals.Read(row, 7),
        row.TextOrNull(2),
        row.TextOrNull(3),
        row.TextOrNull(4),
        row.TextOrNull(5),
        row.IsDBNull(6) ? null : SqliteValues.Decimal(row, 6));
}
