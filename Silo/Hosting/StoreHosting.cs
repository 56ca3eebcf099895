using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailGrains.Hosting;
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
        return builder.OpenAsync(options);
    }

    /// <summary>Opens the store that the settings name and applies the schema changes that it lacks.</summary>
    public static Task<RetailStore> MigrateStoreAsync(this WebApplicationBuilder builder) =>
        builder.OpenAsync(builder.Configuration.GetStoreOptions());

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
