using Npgsql;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>A row of the ledger, read by SQL.</summary>
/// <param name="Partition">From 0.</param>
/// <param name="Sequence">From 1.</param>
/// <param name="Day">Its business date.</param>
/// <param name="Sale">Its content.</param>
internal sealed record LedgerRow(int Partition, long Sequence, DateOnly Day, Sale Sale)
{
    private static readonly string[] Kinds = ["sale", "return", "adjustment"];

    public string Position => $"{Partition}-{Sequence}";

    /// <summary>From 1.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>0 records; 1 annuls amounts, quantities and counts; 2 annuls only amounts and quantities.</summary>
    public int Effect { get; init; }

    /// <summary>The revision that this entry takes back.</summary>
    public int? TakesBack { get; init; }

    /// <summary>The entry's source: api, import:ID or undo:ID.</summary>
    public string? Source { get; init; }

    /// <summary>The factor for quantities and amounts.</summary>
    public int Sign => Effect == 0 ? 1 : -1;

    /// <summary>The factor for the counts of transactions, returns and lines.</summary>
    public int CountSign => Effect switch
    {
        0 => 1,
        1 => -1,
        _ => 0,
    };

    /// <summary>Reads the whole ledger, ordered by partition and sequence.</summary>
    public static async Task<List<LedgerRow>> ReadAllAsync(NpgsqlDataSource database)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            SELECT partition, sequence, transaction_id, store_id, customer_id, occurred_at, business_date, kind,
                product_ids, descriptions, quantities, unit_prices, revision, effect, takes_back, source
            FROM ledger ORDER BY partition, sequence
            """);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<LedgerRow>();
        while (await reader.ReadAsync()) rows.Add(Read(reader));
        return rows;
    }

    private static LedgerRow Read(NpgsqlDataReader row)
    {
        string[] products = row.GetFieldValue<string[]>(8);
        string[] descriptions = row.GetFieldValue<string[]>(9);
        int[] quantities = row.GetFieldValue<int[]>(10);
        decimal[] prices = row.GetFieldValue<decimal[]>(11);
        var sale = new Sale(
            row.GetString(2),
            row.GetString(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.GetDateTime(5),
            Kinds[row.GetInt16(7)],
            [.. products.Select((product, i) => new SaleLine(product, descriptions[i], quantities[i], prices[i]))]);
        return new LedgerRow(row.GetInt16(0), row.GetInt64(1), row.GetFieldValue<DateOnly>(6), sale)
        {
            Revision = row.GetInt32(12),
            Effect = row.GetInt16(13),
            TakesBack = row.IsDBNull(14) ? null : row.GetInt32(14),
            Source = row.IsDBNull(15) ? null : row.GetString(15),
        };
    }
}
