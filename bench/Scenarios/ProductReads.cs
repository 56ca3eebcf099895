using System.Text.Json;
using Npgsql;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>Reads the figures of one product, from its grain and with SQL from a ledger of 500,000 lines.</summary>
internal static class ProductReads
{
    private const int Readers = 8;
    private const int Sales = 50_000;
    private const string Path = "products/" + SalePool.PopularProduct;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        string database = await run.Postgres.CreateDatabaseAsync();
        await using RetailApi api = await RetailApi.StartAsync(database, run.NewFolder(), run.Time);
        await run.SeedAsync(api, Sales);
        await api.WhenAsync(progress => progress.Unsaved == 0);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Postgres.ConnectionString(database));
        await PrepareAsync(source);
        await CompareAsync(api, source);
        return
        [
            await MeasureAsync(run, api.Process, "sql", "the same figures by SQL over the ledger's lines, 8 connections", OpenSqlAsync),
            await MeasureAsync(run, api.Process, "read", "GET /products/{id}, 8 connections", OpenGetAsync),
            .. await UnderLoadAsync(run, api, OpenGetAsync),
        ];

        Task<ILoadClient> OpenSqlAsync(int reader) => ProductSql.OpenAsync(source, SalePool.PopularProduct);

        Task<ILoadClient> OpenGetAsync(int reader) => Gets.OpenAsync(api.Port, "/api/v1/" + Path, CancellationToken.None);
    }

    private static async Task<Measurement> MeasureAsync(
        BenchRun run, ChildProcess server, string id, string what, Func<int, Task<ILoadClient>> open)
    {
        var window = new LoadWindow();
        Task<LoadTally> loading = ClosedLoop.RunAsync(Readers, window, open);
        var (before, after, elapsed) = await window.RunAsync(
            BenchOptions.WarmUp / 2, run.Options.Measured / 2, () => Task.FromResult(run.Cpu(server)), run.Time);
        LoadTally tally = await loading;
        return Measurement.Of(id, what, "reads", tally, elapsed).With(after - before, tally.Done, elapsed);
    }

    /// <summary>Reads while 64 clients post sales.</summary>
    private static async Task<IReadOnlyList<Measurement>> UnderLoadAsync(BenchRun run, RetailApi api, Func<int, Task<ILoadClient>> open)
    {
        var numbers = new SaleNumbers(Sales);
        var window = new LoadWindow();
        Task<LoadTally> reading = ClosedLoop.RunAsync(Readers, window, open);
        Task<LoadTally> posting = SalesOneByOne.Tills(run, api.Port, window, numbers);
        var (_, _, elapsed) = await window.RunAsync(BenchOptions.WarmUp, run.Options.Measured / 2, () => Task.FromResult(0), run.Time);
        return
        [
            Measurement.Of("read-loaded", "GET /products/{id}, concurrently with the next row", "reads", await reading, elapsed),
            Measurement.Of(
                "single-read", "POST /transactions, 64 connections, concurrently with the previous row", "sales", await posting, elapsed),
        ];
    }

    /// <summary>
    /// Moves the pending entries of the GIN index on products into the index, as autovacuum does some time after the sales.
    /// </summary>
    private static async Task PrepareAsync(NpgsqlDataSource source)
    {
        await using NpgsqlCommand command = source.CreateCommand("VACUUM ANALYZE ledger");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Verifies that both ways return the same figures; otherwise they are not comparable.</summary>
    private static async Task CompareAsync(RetailApi api, NpgsqlDataSource source)
    {
        JsonElement totals = (await api.GetJsonAsync(Path)).GetProperty("totals");
        await using NpgsqlCommand command = source.CreateCommand(ProductSql.Text);
        command.Parameters.AddWithValue(SalePool.PopularProduct);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        bool same = totals.GetProperty("grossSales").GetDecimal() == row.GetDecimal(0)
            && totals.GetProperty("units").GetInt64() == row.GetInt64(2)
            && totals.GetProperty("lines").GetInt64() == row.GetInt64(3)
            && totals.GetProperty("transactions").GetInt64() == row.GetInt64(4);
        if (!same) throw new InvalidOperationException($"The product's grain and the ledger do not agree: {totals}");
    }

    /// <summary>A reader that queries the ledger by SQL.</summary>
    private sealed class ProductSql(NpgsqlConnection connection, NpgsqlCommand command) : ILoadClient
    {
        /// <summary>Computes all totals of a product, using the ledger's index on products.</summary>
        public const string Text =
            """
            SELECT coalesce(sum(q * p) FILTER (WHERE q * p > 0), 0), coalesce(sum(q * p) FILTER (WHERE q * p < 0), 0), sum(q), count(*),
                count(DISTINCT transaction_id), count(DISTINCT transaction_id) FILTER (WHERE kind = 1), min(occurred_at), max(occurred_at)
            FROM ledger, unnest(product_ids, quantities, unit_prices) AS line (id, q, p)
            WHERE product_ids @> ARRAY[$1] AND id = $1
            """;

        public static async Task<ILoadClient> OpenAsync(NpgsqlDataSource source, string product)
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync();
            var command = new NpgsqlCommand(Text, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = product } } };
            await command.PrepareAsync();
            return new ProductSql(connection, command);
        }

        public async ValueTask<int> DoAsync()
        {
            await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
            return await row.ReadAsync() ? 1 : 0;
        }

        public void Dispose()
        {
            command.Dispose();
            connection.Dispose();
        }
    }
}
