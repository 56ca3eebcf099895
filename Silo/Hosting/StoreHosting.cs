using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Schema;

namespace RetailGrains.Silo.Hosting;

/// <summary>Opens the store before the host is built, since the number of partitions is read from it.</summary>
internal static class StoreHosting
{
    /// <summary>
    /// The embedded store is brought up to date at every start, and so is any in development; a PostgreSQL that serves in earnest only by
    /// the command <c>migrate</c>.
    /// </summary>
    public static Task<RetailStore> OpenStoreAsync(this WebApplicationBuilder builder)
    {
        StoreOptions options = builder.Configuration.GetStoreOptions();
        options.Migrate = options.DatabaseUrl is null || builder.Environment.IsDevelopment();
        return OpenAsync(options);
    }

    /// <summary>The command <c>migrate</c>: applies what schema changes the database lacks, and says which.</summary>
    public static async Task<int> MigrateAsync(this WebApplicationBuilder builder)
    {
        StoreOptions options = builder.Configuration.GetStoreOptions();
        await using RetailStore store = await OpenAsync(options);
        await Console.Out.WriteLineAsync("The schema is current.");
        return 0;
    }

    private static async Task<RetailStore> OpenAsync(StoreOptions options)
    {
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddConsole());
        return await RetailStore.OpenAsync(options, TimeProvider.System, loggers, CancellationToken.None);
    }
}
