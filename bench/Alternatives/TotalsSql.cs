namespace RetailGrains.Bench.Alternatives;

/// <summary>
/// Totals and daily totals in plain SQL. They are the figures of the product's projection tables, updated by upserts in the transaction
/// that records the sale. The sale itself goes to the product's ledger table, with all its indexes.
/// </summary>
internal static class TotalsSql
{
    private const string Figures =
        "gross_sales numeric NOT NULL, reductions numeric NOT NULL, units bigint NOT NULL, lines bigint NOT NULL, "
        + "transactions bigint NOT NULL, returns bigint NOT NULL, first_at timestamptz NOT NULL, last_at timestamptz NOT NULL";

    /// <summary>The columns of every table of totals, after its key.</summary>
    public const string Columns = "gross_sales, reductions, units, lines, transactions, returns, first_at, last_at";

    /// <summary>Creates the tables. Their fill factor leaves room on each page for updated rows.</summary>
    public static string Schema { get; } = string.Join(
        '\n',
        new[] { "store", "product", "customer" }.Select(kind =>
            $"""
            CREATE TABLE {kind}_total (id text COLLATE "C" PRIMARY KEY, {Figures}) WITH (fillfactor = 50);
            CREATE TABLE {kind}_day_total (id text COLLATE "C", day date, {Figures}, PRIMARY KEY (id, day)) WITH (fillfactor = 70);
            """))
        + $"\nCREATE TABLE chain_day_total (day date PRIMARY KEY, {Figures}) WITH (fillfactor = 50);"
        + "\nCREATE SEQUENCE sale_sequence CACHE 100;";

    /// <summary>Adds a query's result to a table of totals.</summary>
    public static string Upsert(string table, string key, string query) =>
        $"""
        INSERT INTO {table} AS t ({key}, {Columns}) {query}
        ON CONFLICT ({key}) DO UPDATE SET
            gross_sales = t.gross_sales + excluded.gross_sales, reductions = t.reductions + excluded.reductions,
            units = t.units + excluded.units, lines = t.lines + excluded.lines,
            transactions = t.transactions + excluded.transactions, returns = t.returns + excluded.returns,
            first_at = least(t.first_at, excluded.first_at), last_at = greatest(t.last_at, excluded.last_at)
        """;
}
