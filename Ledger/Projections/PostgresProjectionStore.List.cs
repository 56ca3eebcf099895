using System.Globalization;
using Npgsql;
using RetailGrains.Figures;
using RetailGrains.Ledger.Schema;

namespace RetailGrains.Ledger.Projections;

/// <summary>Lists and rankings.</summary>
internal sealed partial class PostgresProjectionStore
{
    public async Task<EntityPage> ListAsync(EntityQuery query, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        // Before the query's snapshot: whatever was saved by then is in it.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT now()"));
        batch.BatchCommands.Add(ListCommand(query));
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        DateTime asOf = reader.GetDateTime(0);

        var rows = new List<EntityRow>();
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) rows.Add(ReadRow(reader));
        bool more = rows.Count > query.Limit;
        if (more) rows.RemoveAt(query.Limit);
        return new EntityPage(asOf, rows, more);
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
        string figure = Figure(query.Sort);
        string direction = query.Descending ? "DESC" : "ASC";
        string limit = (query.Limit + 1).ToString(CultureInfo.InvariantCulture);
        command.CommandText =
            $"""
            SELECT id, name, {PostgresTotals.Columns}, {CatalogueColumns(query.Kind)}
            FROM ({Everything(query.Kind)}) entity
            WHERE {PrefixCondition(command, query.Prefix)} AND {PlaceCondition(command, query)}
            ORDER BY {figure} {direction}{(query.Sort == EntitySort.Id ? "" : ", id")}
            LIMIT {limit}
            """;
        return command;
    }

    /// <summary>All that a transaction or the catalogue names.</summary>
    private static string Everything(EntityKind kind)
    {
        (string view, string catalogue) = kind switch
        {
            EntityKind.Store => ("store", "store_catalogue"),
            EntityKind.Product => ("product", "product_catalogue"),
            EntityKind.Customer => ("customer", "customer_catalogue"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        string[] numbers = ["net_revenue", .. PostgresTotals.Columns.Split(", ").Take(PostgresTotals.Width - 2)];
        return $"""
            SELECT coalesce(saved.id, c.id) AS id, coalesce(c.name, saved.name) AS name, first_at, last_at,
                {string.Join(", ", numbers.Select(column => $"coalesce({column}, 0) AS {column}"))}, {CatalogueColumns(kind)}
            FROM {view} saved FULL JOIN {catalogue} c ON c.id = saved.id
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

    private static string PrefixCondition(NpgsqlBatchCommand command, string? prefix)
    {
        if (string.IsNullOrEmpty(prefix)) return "true";
        string literal = prefix.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
        string parameter = Parameter(command, p => p.AddText(literal + "%"));
        return $"(name ILIKE {parameter} OR id ILIKE {parameter})";
    }

    /// <summary>After the last row of the page before: with another figure, or with the same one and a higher id.</summary>
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
