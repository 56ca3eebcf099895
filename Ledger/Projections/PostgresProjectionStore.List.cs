using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using RetailGrains.Figures;
using RetailGrains.Ledger.Postgres;

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

    public Task<EntityPage> ListAsync(EntityKind kind, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        (string view, string catalogue) = Tables(kind);
        string from =
            $"""
            unnest($1) WITH ORDINALITY AS wanted (id, place)
            LEFT JOIN {view} saved ON saved.id = wanted.id
            LEFT JOIN {catalogue} c ON c.id = wanted.id
            """;
        var command = new NpgsqlBatchCommand(
            $"""
            SELECT id, name, {PostgresTotals.Columns}, {CatalogueColumns(kind)}
            FROM (SELECT place, {Fields(kind, "wanted.id")} FROM {from}) entity
            ORDER BY place
            """);
        command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. ids]);
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
            SELECT id, name, {PostgresTotals.Columns}, {CatalogueColumns(query.Kind)}
            FROM ({Matching(command, query)}) entity
            WHERE {PrefixCondition(query.Prefix)} AND {PlaceCondition(command, query)}
            ORDER BY {Order(query)}
            LIMIT {limit}
            """;
        return command;
    }

    private static string Order(EntityQuery query) =>
        $"{Figure(query.Sort)} {(query.Descending ? "DESC" : "ASC")}{(query.Sort == EntitySort.Id ? "" : ", id")}";

    private static (string View, string Catalogue) Tables(EntityKind kind) => kind switch
    {
        EntityKind.Store => ("store", "store_catalogue"),
        EntityKind.Product => ("product", "product_catalogue"),
        EntityKind.Customer => ("customer", "customer_catalogue"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>
    /// Selects all candidates: everything, or what indexes find by the prefix of a name or an id. <see cref="PrefixCondition"/> then
    /// filters them, because the catalogue's name overrides the lines' name.
    /// </summary>
    private static string Matching(NpgsqlBatchCommand command, EntityQuery query)
    {
        if (string.IsNullOrEmpty(query.Prefix)) return Everything(query.Kind);
        string name = Parameter(command, p => p.AddText(Pattern(query.Prefix)));
        string id = Parameter(command, p => p.AddText(Pattern(IdText.Normal(query.Prefix))));
        if ((name, id) != (NamePattern, IdPattern)) throw new InvalidOperationException("The patterns are the first parameters.");
        (string view, string catalogue) = Tables(query.Kind);
        string served = $"{view}_projection WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served') AND";
        return
            $"""
            SELECT {Fields(query.Kind, "found.id")}
            FROM (
                SELECT id FROM {served} {NameMatches}
                UNION SELECT id FROM {served} {IdMatches}
                UNION SELECT id FROM {catalogue} WHERE {NameMatches}
                UNION SELECT id FROM {catalogue} WHERE {IdMatches}
            ) found
            LEFT JOIN {view} saved ON saved.id = found.id
            LEFT JOIN {catalogue} c ON c.id = found.id
            """;
    }

    /// <summary>Selects all entities that a transaction or the catalogue names.</summary>
    private static string Everything(EntityKind kind)
    {
        (string view, string catalogue) = Tables(kind);
        return $"SELECT {Fields(kind, "coalesce(saved.id, c.id)")} FROM {view} saved FULL JOIN {catalogue} c ON c.id = saved.id";
    }

    /// <summary>Selects a row's fields from the saved row and the catalogue; either may be missing.</summary>
    private static string Fields(EntityKind kind, string id)
    {
        string[] numbers = ["net_revenue", .. PostgresTotals.Columns.Split(", ").Take(PostgresTotals.Width - 2)];
        return $"""
            {id} AS id, coalesce(c.name, saved.name) AS name, first_at, last_at,
                {string.Join(", ", numbers.Select(column => $"coalesce({column}, 0) AS {column}"))}, {CatalogueColumns(kind)}
            """;
    }

    private static string CatalogueColumns(EntityKind kind) => kind switch
    {
        EntityKind.Store => "time_zone, country, currency, NULL AS category, NULL::numeric AS price",
        EntityKind.Product => "NULL AS time_zone, NULL AS country, NULL AS currency, category, price",
        _ => "NULL AS time_zone, country, NULL AS currency, NULL AS category, NULL::numeric AS price",
    };

    private static string Figure(EntitySort sort) => sort switch
    {
        EntitySort.Id => "id",
        EntitySort.NetRevenue => "net_revenue",
        EntitySort.GrossSales => "gross_sales",
        EntitySort.Reductions => "reductions",
        EntitySort.Units => "units",
        EntitySort.Lines => "lines",
        EntitySort.Transactions => "transactions",
        EntitySort.Returns => "returns",
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

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
