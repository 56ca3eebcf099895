using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Ledger.Schema;

namespace RetailGrains.Silo.Hosting;

/// <summary>Opens the store before the host is built, since the number of partitions is read from it.</summary>
internal static class StoreHosting
{
    /// <summary>
    /// Environment variable: <c>off</c> takes no lock on the store. For tests of what two processes on one store do all the same; nobody
    /// else may set it.
    /// </summary>
    private const string StoreLock = "RETAIL_TEST_STORE_LOCK";

    /// <summary>
    /// The embedded store is brought up to date at every start, and so is any in development; a PostgreSQL that serves in earnest only by
    /// the command <c>migrate</c>.
    /// </summary>
    public static Task<RetailStore> OpenStoreAsync(this WebApplicationBuilder builder, StoreOwnership ownership, int? port = null)
    {
        StoreOptions options = builder.Configuration.GetStoreOptions();
        options.Migrate = options.DatabaseUrl is null || builder.Environment.IsDevelopment();
        options.Ownership = Environment.GetEnvironmentVariable(StoreLock) == "off" ? StoreOwnership.None : ownership;
        options.Port = port;
        return builder.OpenAsync(options);
    }

    /// <summary>
    /// Opens the store that the settings name and applies the schema changes that it lacks. The embedded store must not be served
    /// meanwhile; PostgreSQL may be, so that silos can be replaced one by one afterwards.
    /// </summary>
    public static Task<RetailStore> MigrateStoreAsync(this WebApplicationBuilder builder, bool adoptUnhashed)
    {
        StoreOptions options = builder.Configuration.GetMigrationOptions();
        options.AdoptUnhashed = adoptUnhashed;
        if (options.DatabaseUrl is null) options.Ownership = StoreOwnership.Exclusive;
        return builder.OpenAsync(options);
    }

    /// <exception cref="StartupException">It can't be opened, for a reason that its operator can remove.</exception>
    private static async Task<RetailStore> OpenAsync(this WebApplicationBuilder builder, StoreOptions options)
    {
        using ILoggerFactory loggers = builder.CreateLoggers();
        try
        {
            return await RetailStore.OpenAsync(options, TimeProvider.System, loggers, CancellationToken.None);
        }
        catch (Exception e) when (StoreFaults.Explain(options, e) is { } reason)
        {
            throw new StartupException(reason, e);
        }
    }
}
