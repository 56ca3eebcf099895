using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using RetailGrains.Figures;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Projections;

/// <summary>Lists and rankings.</summary>
internal sealed partial class PostgresProjectionStore
{
    private const string NamePattern = "$1", IdPattern = "$2";

    // These expressions match the indexes of 072_list_search.sql. Ids are compared by their bytes, and lowercased by the same rule.
    private const string NameMatches = $"lower(name) LIKE lower({NamePattern})";
    private const string IdMatches = $"lower(id) LIKE lower({IdPattern} COLLATE \"C\")";

    public async Task<EntityPage> ListAsync(EntityQuery query, CancellationToken cancel)
    {
        EntityPage page = await ReadPageAsync(ListCommand(query), cancel);
        return page.Items.Count > query.Limit ? page with { Items = [.. page.Items.Take(query.Limit)], More = true } : page;
    }

    public Task<EntityPage> ListAsync(EntityKind kind, IReadOnlyList<string> ids, CurrencyFilter? currency, CancellationToken cancel)
    {
        var command = new NpgsqlBatchCommand();
        command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. ids]);
        string from =
            $"""
            unnest($1) WITH ORDINALITY AS wanted (id, place)
            LEFT JOIN {Saved(command, kind, currency)} ON saved.id = wanted.id
            LEFT JOIN {CatalogueTable(kind)} c ON c.id = wanted.id
            """;
        command.CommandText =
            $"""
            SELECT id, name, {PostgresTotals.Columns}, {CatalogueNames}
            FROM (SELECT place, {Fields(kind, "wanted.id")} FROM {from}) entity
            ORDER BY place
            """;
        return ReadPageAsync(command, cancel);
    }

    public async Task<IReadOnlyList<string>> ListIdsAsync(EntityQuery query, int max, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        var command = new NpgsqlBatchCommand();
        command.CommandText =
            $"""
            SELECT id FROM ({Matching(command, query)}) entity
            WHERE {PrefixCondition(query.Prefix)}
            ORDER BY {Order(query)}
            LIMIT {max.ToString(CultureInfo.InvariantCulture)}
            """;
        batch.BatchCommands.Add(command);
        var ids = new List<string>();
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetString(0));
        return ids;
    }

    private async Task<EntityPage> ReadPageAsync(NpgsqlBatchCommand list, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await reads.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        // Read the time before the query's snapshot, so that the snapshot includes everything saved by then.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT now()"));
        batch.BatchCommands.Add(list);
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        DateTime asOf = reader.GetDateTime(0);

        var rows = new List<EntityRow>();
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) rows.Add(ReadRow(reader));
        return new EntityPage(asOf, rows, More: false);
    }

    public async Task<IReadOnlyList<string?>> CurrenciesAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            WITH share AS (
                SELECT currency, by_currency, lines, transactions, gross_sales, reductions FROM partition_share
                WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served') AND first_at IS NOT NULL
            ),
            part AS (
                SELECT coalesce(currency, '') AS currency, lines, transactions, gross_sales, reductions FROM share WHERE by_currency IS NULL
                UNION ALL
                SELECT one.key, (one.value ->> 'lines')::bigint, (one.value ->> 'transactions')::bigint, (one.value ->> 'gross')::numeric,
                    (one.value ->> 'reductions')::numeric
                FROM share CROSS JOIN LATERAL jsonb_each(by_currency) one
            )
            SELECT nullif(currency, '') FROM part GROUP BY currency
            HAVING bool_or(lines <> 0 OR transactions <> 0 OR gross_sales <> 0 OR reductions <> 0) ORDER BY currency COLLATE "C"
            """);
        var currencies = new List<string?>();
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) currencies.Add(row.TextOrNull(0));
        return currencies;
    }

    public async Task<ListVersion> ListVersionAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT generation,
                (SELECT coalesce(sum(checkpoint), 0)::bigint FROM partition_share share WHERE share.generation = served.generation),
                (SELECT version FROM catalogue_version)
            FROM projection_generation served
            WHERE state = 'served'
            """);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new ListVersion(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2));
    }

    private static NpgsqlBatchCommand ListCommand(EntityQuery query)
    {
        var command = new NpgsqlBatchCommand();
        string limit = (query.Limit + 1).ToString(CultureInfo.InvariantCulture);
        command.CommandText =
            $"""
            SELECT id, name, {PostgresTotals.Columns}, {CatalogueNames}
            FROM ({Matching(command, query)}) entity
            WHERE {PrefixCondition(query.Prefix)} AND {PlaceCondition(command, query)}
            ORDER BY {Order(query)}
            LIMIT {limit}
            """;
        return command;
    }

    private static string Order(EntityQuery query) =>
        $"{Figure(query.Sort)} {(query.Descending ? "DESC" : "ASC")}{(query.Sort == EntitySort.Id ? "" : ", id")}";

    private static string CatalogueTable(EntityKind kind) => kind switch
    {
        EntityKind.Store => "store_catalogue",
        EntityKind.Product => "product_catalogue",
        EntityKind.Customer => "customer_catalogue",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Served(EntityKind kind) =>
        $"{Table(kind)} WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served')";

    /// <summary>Returns the served rows, or of those that have figures in one currency these figures.</summary>
    private static string Saved(NpgsqlBatchCommand command, EntityKind kind, CurrencyFilter? currency)
    {
        if (currency is null) return $"(SELECT * FROM {Served(kind)}) saved";
        string codes = Parameter(command, p => p.AddArray(NpgsqlDbType.Text, currency.Parts));
        string code = Parameter(command, p => p.AddText(currency.Code));
        return $"""
            (SELECT id, name, gross_sales, reductions, net_revenue, units, lines, transactions, returns, first_at, last_at, unit_parts,
                {code} AS currency, discounts, tax, included_tax, NULL::jsonb AS by_currency
             FROM {Served(kind)} AND by_currency IS NULL AND first_at IS NOT NULL AND coalesce(currency, '') = ANY ({codes})
             UNION ALL
             SELECT id, name, part.gross, part.reductions, part.gross + part.reductions, floor(part.units)::bigint, part.lines,
             part.transactions,
                part.returns, part.first_at, part.last_at, ((part.units - floor(part.units)) * 10000)::smallint, {code}, part.discounts,
                part.tax,
                part.included_tax, NULL
             FROM (SELECT * FROM {Served(kind)} AND by_currency IS NOT NULL) mixed
             CROSS JOIN LATERAL (
                SELECT sum((one.value ->> 'gross')::numeric) AS gross, sum((one.value ->> 'reductions')::numeric) AS reductions,
                    sum((one.value ->> 'units')::numeric) AS units, sum((one.value ->> 'lines')::bigint)::bigint AS lines,
                    sum((one.value ->> 'transactions')::bigint)::bigint AS transactions,
                    sum((one.value ->> 'returns')::bigint)::bigint AS returns,
                    min(to_timestamp(0) + (one.value ->> 'first')::bigint * interval '1 microsecond') AS first_at,
                    max(to_timestamp(0) + (one.value ->> 'last')::bigint * interval '1 microsecond') AS last_at,
                    sum((one.value ->> 'discounts')::numeric) AS discounts, sum((one.value ->> 'tax')::numeric) AS tax,
                    sum((one.value ->> 'includedTax')::numeric) AS included_tax
                FROM jsonb_each(mixed.by_currency) one WHERE one.key = ANY ({codes})) part
             WHERE part.lines IS NOT NULL) saved
            """;
    }

    /// <summary>
    /// Selects all candidates: everything, or what indexes find by the prefix of a name or an id. <see cref="PrefixCondition"/> then
    /// filters them, because the catalogue's name overrides the lines' name.
    /// </summary>
    private static string Matching(NpgsqlBatchCommand command, EntityQuery query)
    {
        if (string.IsNullOrEmpty(query.Prefix)) return Everything(command, query);
        string name = Parameter(command, p => p.AddText(Pattern(query.Prefix)));
        string id = Parameter(command, p => p.AddText(Pattern(IdText.Normal(query.Prefix))));
        if ((name, id) != (NamePattern, IdPattern)) throw new InvalidOperationException("The patterns are the first parameters.");
        string catalogue = CatalogueTable(query.Kind);
        string served = $"{Served(query.Kind)} AND";
        return
            $"""
            SELECT {Fields(query.Kind, "found.id")}
            FROM (
                SELECT id FROM {served} {NameMatches}
                UNION SELECT id FROM {served} {IdMatches}
                UNION SELECT id FROM {catalogue} WHERE {NameMatches}
                UNION SELECT id FROM {catalogue} WHERE {IdMatches}
            ) found
            {(query.Currency is null ? "LEFT" : "INNER")} JOIN {Saved(command, query.Kind, query.Currency)} ON saved.id = found.id
            LEFT JOIN {catalogue} c ON c.id = found.id
            """;
    }

    /// <summary>Selects all entities that a transaction or the catalogue names; in one currency, those that have figures in it.</summary>
    private static string Everything(NpgsqlBatchCommand command, EntityQuery query) =>
        $"""
        SELECT {Fields(query.Kind, "coalesce(saved.id, c.id)")} FROM {Saved(command, query.Kind, query.Currency)}
        {(query.Currency is null ? "FULL" : "LEFT")} JOIN {CatalogueTable(query.Kind)} c ON c.id = saved.id
        """;

    private const string CatalogueNames = "time_zone, country, catalogue_currency, category, price";

    /// <summary>Selects a row's fields from the saved row and the catalogue; either may be missing.</summary>
    private static string Fields(EntityKind kind, string id) =>
        $"""
        {id} AS id, coalesce(c.name, saved.name) AS name, coalesce(net_revenue, 0) AS net_revenue,
            {string.Join(", ", PostgresTotals.Columns.Split(", ").Select(FieldOf))}, {CatalogueFields(kind)}
        """;

    private static string FieldOf(string column) => column switch
    {
        "first_at" or "last_at" or "by_currency" => column,
        "currency" => "saved.currency",
        "unit_parts" => "coalesce(unit_parts, 0::smallint) AS unit_parts",
        _ => $"coalesce({column}, 0) AS {column}",
    };

    private static string CatalogueFields(EntityKind kind) => kind switch
    {
        EntityKind.Store => "c.time_zone, c.country, c.currency AS catalogue_currency, NULL AS category, NULL::numeric AS price",
        EntityKind.Product => "NULL AS time_zone, NULL AS country, NULL AS catalogue_currency, c.category, c.price",
        _ => "NULL AS time_zone, c.country, NULL AS catalogue_currency, NULL AS category, NULL::numeric AS price",
    };

    private static string Figure(EntitySort sort) => sort switch
    {
        EntitySort.Id => "id",
        EntitySort.NetRevenue => "net_revenue",
        EntitySort.GrossSales => "gross_sales",
        EntitySort.Reductions => "reductions",
        EntitySort.Units => "(units + unit_parts * 0.0001)",
        EntitySort.Lines => "lines",
        EntitySort.Transactions => "transactions",
        EntitySort.Returns => "returns",
        EntitySort.Discounts => "discounts",
        EntitySort.Tax => "tax",
        EntitySort.NetRevenueExTax => "(net_revenue - included_tax)",
        _ => throw new ArgumentOutOfRangeException(nameof(sort)),
    };

    private static string PrefixCondition(string? prefix) => string.IsNullOrEmpty(prefix) ? "true" : $"({NameMatches} OR {IdMatches})";

    private static string Pattern(string prefix) =>
        prefix.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal) + "%";

    /// <summary>
    /// Selects the rows after the last one of the previous page: with a later figure, or with the same one and a higher id.
    /// </summary>
    private static string PlaceCondition(NpgsqlBatchCommand command, EntityQuery query)
    {
        if (query.After is null) return "true";
        string beyond = query.Descending ? "<" : ">";
        string id = Parameter(command, p => p.AddText(query.After.Id));
        if (query.Sort == EntitySort.Id) return $"id {beyond} {id}";
        string value = Parameter(command, p => p.AddNumeric(query.After.Value));
        string figure = Figure(query.Sort);
        return $"({figure} {beyond} {value} OR ({figure} = {value} AND id > {id}))";
    }

    private static string Parameter(NpgsqlBatchCommand command, Action<NpgsqlParameterCollection> add)
    {
        add(command.Parameters);
        return $"${command.Parameters.Count.ToString(CultureInfo.InvariantCulture)}";
    }

    private static EntityRow ReadRow(NpgsqlDataReader row)
    {
        const int catalogue = 2 + PostgresTotals.Width;
        return new EntityRow(
            row.GetString(0),
            Text(1),
            row.ReadTotals(2),
            Text(catalogue),
            Text(catalogue + 1),
            Text(catalogue + 2),
            Text(catalogue + 3),
            row.IsDBNull(catalogue + 4) ? null : row.GetDecimal(catalogue + 4));

        string? Text(int column) => row.TextOrNull(column);
    }
}
