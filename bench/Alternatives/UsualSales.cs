using Npgsql;
using NpgsqlTypes;

namespace RetailGrains.Bench.Alternatives;

/// <summary>
/// Records a sale and updates all totals in one transaction and one round trip: a batch of prepared statements is implicitly a transaction.
/// The customer's rows, which few sales share, come first, to lock the shared rows as briefly as possible. Ids are sorted to avoid
/// deadlocks.
/// </summary>
internal sealed class UsualSales(NpgsqlDataSource source)
{
    private const string InsertSale =
        "INSERT INTO ledger (partition, sequence, transaction_id, store_id, customer_id, occurred_at, utc_offset_minutes, business_date, "
        + "kind, recorded_at, product_ids, descriptions, quantities, unit_prices) "
        + "VALUES (0, nextval('sale_sequence'), $1, $2, $3, $4, 0, $5, $6, now(), $7, $8, $9, $10) RETURNING sequence";

    private static readonly string UpsertCustomerDay = TotalsSql.Upsert("customer_day_total", "id, day", OneDay);
    private static readonly string UpsertCustomer = TotalsSql.Upsert("customer_total", "id", One);
    private static readonly string UpsertStoreDay = TotalsSql.Upsert("store_day_total", "id, day", OneDay);
    private static readonly string UpsertStore = TotalsSql.Upsert("store_total", "id", One);
    private static readonly string UpsertChainDay =
        TotalsSql.Upsert("chain_day_total", "day", "VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $7)");

    private static readonly string UpsertProductDays = TotalsSql.Upsert(
        "product_day_total", "id, day",
        "SELECT id, $7, g, r, u, l, 1, $6, $8, $8 FROM unnest($1, $2, $3, $4, $5) AS line (id, g, r, u, l)");

    private static readonly string UpsertProducts = TotalsSql.Upsert(
        "product_total", "id", "SELECT id, g, r, u, l, 1, $6, $7, $7 FROM unnest($1, $2, $3, $4, $5) AS line (id, g, r, u, l)");

    private static string One => "VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $7)";

    private static string OneDay => "VALUES ($1, $7, $2, $3, $4, $5, 1, $6, $8, $8)";

    /// <summary>The sale's sequence; null when its id is already used.</summary>
    public async Task<long?> RecordAsync(PostedSale sale, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
                await using NpgsqlBatch batch = connection.CreateBatch();
                Fill(batch, sale);
                return (long)(await batch.ExecuteScalarAsync(cancel))!;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // Nothing was stored: retry.
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return null;
            }
        }
    }

    private static void Fill(NpgsqlBatch batch, PostedSale sale)
    {
        DateTime at = sale.OccurredAt.UtcDateTime;
        DateOnly day = DateOnly.FromDateTime(sale.OccurredAt.DateTime);
        long returns = sale.Kind == "return" ? 1 : 0;
        AddSale(batch, sale, at, day);
        LineSums sums = LineSums.Of(sale.Lines);
        if (sale.CustomerId is not null)
        {
            AddOne(batch, UpsertCustomerDay, sale.CustomerId, sums, returns, day, at);
            AddOne(batch, UpsertCustomer, sale.CustomerId, sums, returns, null, at);
        }

        AddOne(batch, UpsertChainDay, null, sums, returns, day, at);
        AddOne(batch, UpsertStoreDay, sale.StoreId, sums, returns, day, at);
        AddOne(batch, UpsertStore, sale.StoreId, sums, returns, null, at);
        (string Id, LineSums Sums)[] products = LineSums.ByProduct(sale.Lines);
        AddProducts(batch, UpsertProductDays, products, returns, day, at);
        AddProducts(batch, UpsertProducts, products, returns, null, at);
    }

    private static void AddSale(NpgsqlBatch batch, PostedSale sale, DateTime at, DateOnly day)
    {
        NpgsqlParameterCollection parameters = Add(batch, InsertSale);
        Set(parameters, sale.TransactionId, NpgsqlDbType.Text);
        Set(parameters, sale.StoreId, NpgsqlDbType.Text);
        Set(parameters, sale.CustomerId, NpgsqlDbType.Text);
        Set(parameters, at, NpgsqlDbType.TimestampTz);
        Set(parameters, day, NpgsqlDbType.Date);
        Set(parameters, (short)(sale.Kind == "return" ? 1 : 0), NpgsqlDbType.Smallint);
        Set(parameters, Array.ConvertAll(sale.Lines, line => line.ProductId), NpgsqlDbType.Array | NpgsqlDbType.Text);
        Set(parameters, Array.ConvertAll(sale.Lines, line => line.Description), NpgsqlDbType.Array | NpgsqlDbType.Text);
        Set(parameters, Array.ConvertAll(sale.Lines, line => line.Quantity), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        Set(parameters, Array.ConvertAll(sale.Lines, line => line.UnitPrice), NpgsqlDbType.Array | NpgsqlDbType.Numeric);
    }

    /// <summary>Updates one row; its key is an id, a day, or both.</summary>
    private static void AddOne(NpgsqlBatch batch, string sql, string? id, in LineSums sums, long returns, DateOnly? day, DateTime at)
    {
        NpgsqlParameterCollection parameters = Add(batch, sql);
        if (id is not null) Set(parameters, id, NpgsqlDbType.Text);
        else Set(parameters, day!.Value, NpgsqlDbType.Date);
        Set(parameters, sums.Gross, NpgsqlDbType.Numeric);
        Set(parameters, sums.Reductions, NpgsqlDbType.Numeric);
        Set(parameters, sums.Units, NpgsqlDbType.Bigint);
        Set(parameters, sums.Lines, NpgsqlDbType.Bigint);
        Set(parameters, returns, NpgsqlDbType.Bigint);
        if (id is not null && day is not null) Set(parameters, day.Value, NpgsqlDbType.Date);
        Set(parameters, at, NpgsqlDbType.TimestampTz);
    }

    private static void AddProducts(
        NpgsqlBatch batch, string sql, (string Id, LineSums Sums)[] products, long returns, DateOnly? day, DateTime at)
    {
        NpgsqlParameterCollection parameters = Add(batch, sql);
        Set(parameters, Array.ConvertAll(products, product => product.Id), NpgsqlDbType.Array | NpgsqlDbType.Text);
        Set(parameters, Array.ConvertAll(products, product => product.Sums.Gross), NpgsqlDbType.Array | NpgsqlDbType.Numeric);
        Set(parameters, Array.ConvertAll(products, product => product.Sums.Reductions), NpgsqlDbType.Array | NpgsqlDbType.Numeric);
        Set(parameters, Array.ConvertAll(products, product => product.Sums.Units), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        Set(parameters, Array.ConvertAll(products, product => product.Sums.Lines), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        Set(parameters, returns, NpgsqlDbType.Bigint);
        if (day is not null) Set(parameters, day.Value, NpgsqlDbType.Date);
        Set(parameters, at, NpgsqlDbType.TimestampTz);
    }

    private static NpgsqlParameterCollection Add(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command.Parameters;
    }

    private static void Set<T>(NpgsqlParameterCollection parameters, T value, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });

    /// <summary>The figures of some lines.</summary>
    private readonly record struct LineSums(decimal Gross, decimal Reductions, long Units, long Lines)
    {
        public static LineSums Of(IEnumerable<PostedLine> lines)
        {
            LineSums sums = default;
            foreach (PostedLine line in lines)
            {
                sums = new LineSums(
                    sums.Gross + Math.Max(line.Amount, 0), sums.Reductions + Math.Min(line.Amount, 0), sums.Units + line.Quantity,
                    sums.Lines + 1);
            }

            return sums;
        }

        /// <summary>Ordered by id, so that sales do not deadlock.</summary>
        public static (string Id, LineSums Sums)[] ByProduct(PostedLine[] lines) =>
            [.. lines.GroupBy(line => line.ProductId).OrderBy(group => group.Key,
                StringComparer.Ordinal).Select(group => (group.Key, Of(group)))];
    }
}
