using RetailGrains.Ledger;
using RetailGrains.Ledger.Schema;

namespace RetailGrains.Api.Hosting;

/// <summary>Opens the store before the host is built, since the number of partitions is read from it.</summary>
internal static class StoreHosting
{
    public static async Task<RetailStore> OpenStoreAsync(this WebApplicationBuilder builder)
    {
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddConsole());
        return await RetailStore.OpenAsync(
            builder.Configuration.GetStoreOptions(), TimeProvider.System, loggers, CancellationToken.None);
    }
}
