using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Ledger.Settings;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.Silo.Operations;

namespace RetailGrains.Silo.Hosting;

/// <summary>Opens the store before the host is built, because the number of partitions is read from it.</summary>
internal static class StoreHosting
{
    /// <summary>Environment variable: <c>off</c> disables the lock on the store. Only for tests of two processes on one store.</summary>
    private const string StoreLock = "RETAIL_TEST_STORE_LOCK";

    /// <summary>
    /// The embedded store is migrated at every start, and in Development any store is. Outside Development only the command <c>migrate</c>
    /// migrates PostgreSQL.
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
    /// Opens the configured store and applies missing schema changes. The embedded store must not be in use meanwhile; PostgreSQL may be,
    /// so that silos can then be replaced one by one.
    /// </summary>
    public static Task<RetailStore> MigrateStoreAsync(this WebApplicationBuilder builder, bool adoptUnhashed)
    {
        StoreOptions options = builder.Configuration.GetMigrationOptions();
        options.AdoptUnhashed = adoptUnhashed;
        if (options.DatabaseUrl is null) options.Ownership = StoreOwnership.Exclusive;
        return builder.OpenAsync(options);
    }

    /// <exception cref="StartupException">The store cannot be opened, for a reason that the operator can remove.</exception>
    private static async Task<RetailStore> OpenAsync(this WebApplicationBuilder builder, StoreOptions options)
    {
        using ILoggerFactory loggers = builder.CreateLoggers(TelemetryHosting.IsBug);
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
