using Npgsql;
using NpgsqlTypes;
using RetailGrains.Bench.Load;
using RetailGrains.Ledger;

namespace RetailGrains.Bench.Alternatives;

/// <summary>
/// Records sales the usual way for bulk loads: COPY into a staging table, then set-based statements that update the ledger and the totals,
/// in transactions of 1,000 sales. Each transaction takes two round trips besides the COPY.
/// </summary>
internal sealed class StagedSales(NpgsqlConnection connection, SalePool pool, SaleNumbers numbers) : ILoadClient
{
    private const int Sales = 1_000;

    private const string Copy =
        "COPY staged (transaction_id, store_id, customer_id, occurred_at, business_date, kind, product_ids, descriptions, quantities, "
        + "unit_prices) FROM STDIN (FORMAT binary)";

    private const string Staging =
        """
        CREATE TEMP TABLE staged (
            transaction_id text COLLATE "C", store_id text COLLATE "C", customer_id text COLLATE "C", occurred_at timestamptz,
            business_date date, kind smallint, product_ids text[], descriptions text[], quantities integer[], unit_prices numeric[])
        ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE staged_line (
            transaction_id text COLLATE "C", product_id text COLLATE "C", day date, at timestamptz, is_return bigint, units bigint,
            amount numeric) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE staged_sale (
            store_id text COLLATE "C", customer_id text COLLATE "C", day date, at timestamptz, is_return bigint, gross numeric,
            reductions numeric, units bigint, lines bigint) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE staged_product_day (
            id text COLLATE "C", day date, gross numeric, reductions numeric, units bigint, lines bigint, transactions bigint,
            returns bigint, first_at timestamptz, last_at timestamptz) ON COMMIT DELETE ROWS;
        """;

    private static readonly string[] Steps =
    [
        """
        INSERT INTO ledger (partition, sequence, transaction_id, store_id, customer_id, occurred_at, utc_offset_minutes, business_date,
            kind, recorded_at, product_ids, descriptions, quantities, unit_prices)
        SELECT 0, nextval('sale_sequence'), transaction_id, store_id, customer_id, occurred_at, 0, business_date, kind, now(), product_ids,
            descriptions, quantities, unit_prices
        FROM staged
        """,
        """
        INSERT INTO staged_sale
        SELECT store_id, customer_id, business_date, occurred_at, (kind = 1)::int, sum.*
        FROM staged, LATERAL (
            SELECT sum(greatest(q * p, 0)), sum(least(q * p, 0)), sum(q), count(*)
            FROM unnest(quantities, unit_prices) AS line (q, p)) AS sum
        """,
        """
        INSERT INTO staged_line
        SELECT transaction_id, product_id, business_date, occurred_at, (kind = 1)::int, q, q * p
        FROM staged, unnest(product_ids, quantities, unit_prices) AS line (product_id, q, p)
        """,
        """
        INSERT INTO staged_product_day
        SELECT product_id, day, sum(gross), sum(reductions), sum(units), sum(lines), count(*), sum(is_return), min(at), max(at)
        FROM (
            SELECT transaction_id, product_id, day, at, is_return, sum(greatest(amount, 0)) AS gross, sum(least(amount, 0)) AS reductions,
                sum(units) AS units, count(*) AS lines
            FROM staged_line GROUP BY transaction_id, product_id, day, at, is_return) AS of_sale
        GROUP BY product_id, day
        """,
        TotalsSql.Upsert("customer_day_total", "id, day", FromSales("customer_id, day", "customer_id IS NOT NULL")),
        TotalsSql.Upsert("customer_total", "id", FromSales("customer_id", "customer_id IS NOT NULL")),
        TotalsSql.Upsert("store_day_total", "id, day", FromSales("store_id, day", "true")),
        TotalsSql.Upsert(
            "product_day_total",
            "id, day",
            "SELECT id, day, gross, reductions, units, lines, transactions, returns, first_at, last_at FROM staged_product_day ORDER BY "
                + "id, day"),
        TotalsSql.Upsert("chain_day_total", "day", FromSales("day", "true")),
        TotalsSql.Upsert("store_total", "id", FromSales("store_id", "true")),
        TotalsSql.Upsert(
            "product_total",
            "id",
            """
            SELECT id, sum(gross), sum(reductions), sum(units), sum(lines), sum(transactions), sum(returns), min(first_at), max(last_at)
            FROM staged_product_day GROUP BY id ORDER BY id
            """),
    ];

    public static async Task<ILoadClient> OpenAsync(NpgsqlDataSource source, SalePool pool, SaleNumbers numbers, CancellationToken cancel)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using var staging = new NpgsqlCommand(Staging, connection);
        await staging.ExecuteNonQueryAsync(cancel);
        return new StagedSales(connection, pool, numbers);
    }

    public async ValueTask<int> DoAsync()
    {
        long first = numbers.Take(Sales);
        while (!await TryRecordAsync(first))
        {
            // Nothing was stored: retry.
        }

        return Sales;
    }

    public void Dispose() => connection.Dispose();

    /// <summary>The query for the totals per key. It sorts by key to avoid deadlocks between transactions.</summary>
    private static string FromSales(string key, string where) =>
        $"""
        SELECT {key}, sum(gross), sum(reductions), sum(units), sum(lines), count(*), sum(is_return), min(at), max(at)
        FROM staged_sale WHERE {where} GROUP BY {key} ORDER BY {key}
        """;

    private async Task<bool> TryRecordAsync(long first)
    {
        try
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await CopyAsync(first);
            await using NpgsqlBatch batch = connection.CreateBatch();
            foreach (string step in Steps) batch.BatchCommands.Add(new NpgsqlBatchCommand(step));
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
    }

    private async Task CopyAsync(long first)
    {
        await using NpgsqlBinaryImporter writer = await connection.BeginBinaryImportAsync(Copy);
        for (long number = first; number < first + Sales; number++)
        {
            SaleTransaction sale = pool.Sale(number);
            DateTime at = DateTime.SpecifyKind(sale.Time.Wall, DateTimeKind.Utc);
            await writer.StartRowAsync();
            await writer.WriteAsync(sale.TransactionId, NpgsqlDbType.Text);
            await writer.WriteAsync(sale.StoreId, NpgsqlDbType.Text);
            await writer.WriteAsync(sale.CustomerId, NpgsqlDbType.Text);
            await writer.WriteAsync(at, NpgsqlDbType.TimestampTz);
            await writer.WriteAsync(DateOnly.FromDateTime(at), NpgsqlDbType.Date);
            await writer.WriteAsync((short)sale.Kind, NpgsqlDbType.Smallint);
            await writer.WriteAsync(Array.ConvertAll(sale.Lines, line => line.ProductId), NpgsqlDbType.Array | NpgsqlDbType.Text);
            await writer.WriteAsync(Array.ConvertAll(sale.Lines, line => line.Description), NpgsqlDbType.Array | NpgsqlDbType.Text);
            await writer.WriteAsync(Array.ConvertAll(sale.Lines, line => line.WholeQuantity), NpgsqlDbType.Array | NpgsqlDbType.Integer);
            await writer.WriteAsync(Array.ConvertAll(sale.Lines, line => line.UnitPrice), NpgsqlDbType.Array | NpgsqlDbType.Numeric);
        }

        await writer.CompleteAsync();
    }
}
