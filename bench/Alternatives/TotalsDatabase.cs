using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Scenarios;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Schema;

namespace RetailGrains.Bench.Alternatives;

/// <summary>A database for the alternatives: the product's tables and the totals beside them, with the first sales in both.</summary>
internal static class TotalsDatabase
{
    /// <summary>Its URL.</summary>
    public static async Task<string> CreateAsync(BenchRun run)
    {
        string url = await run.Postgres.CreateDatabaseAsync();
        await using (await OpenStoreAsync(url, run.Time))
        {
            // Opened for its schema.
        }

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Postgres.ConnectionString(url));
        await using NpgsqlCommand command = source.CreateCommand(TotalsSql.Schema);
        await command.ExecuteNonQueryAsync();
        var numbers = new SaleNumbers();
        using ILoadClient first = await StagedSales.OpenAsync(source, run.Pool, numbers, CancellationToken.None);
        for (int recorded = 0; recorded < BenchRun.FirstSales;) recorded += await first.DoAsync();
        return url;
    }

    public static Task<RetailStore> OpenStoreAsync(string url, TimeProvider time) =>
        RetailStore.OpenAsync(new StoreOptions { DatabaseUrl = url }, time, NullLoggerFactory.Instance, CancellationToken.None);
}
