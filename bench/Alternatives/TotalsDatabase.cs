using Npgsql;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Scenarios;

namespace RetailGrains.Bench.Alternatives;

/// <summary>A database for the alternatives: the product's tables, additional tables of totals, and the first sales in both.</summary>
internal static class TotalsDatabase
{
    /// <summary>Creates the database and returns its URL.</summary>
    public static async Task<string> CreateAsync(BenchRun run)
    {
        string url = await run.Postgres.CreateDatabaseAsync();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Postgres.ConnectionString(url));
        await using NpgsqlCommand command = source.CreateCommand(TotalsSql.Schema);
        await command.ExecuteNonQueryAsync();
        var numbers = new SaleNumbers();
        using ILoadClient first = await StagedSales.OpenAsync(source, run.Pool, numbers, CancellationToken.None);
        for (int recorded = 0; recorded < BenchRun.FirstSales;) recorded += await first.DoAsync();
        return url;
    }
}
