using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailGrains.Failures;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.TimeZones;

namespace RetailGrains.Ledger;

/// <summary>
/// Checks once, at the start, that the time zone database has every time zone of the catalogue. Transactions of a store with an unknown
/// zone are refused, and the operator should learn of it before a till does.
/// </summary>
internal sealed partial class CatalogueCheck(ICatalogueStore catalogue, TimeProvider time, ILogger<CatalogueCheck> logger)
    : BackgroundService
{
    private const int MaxNamed = 10;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // do not delay the start of the host
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Report(await catalogue.StoreDefaultsAsync(storeIds: null, stoppingToken));
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && FailureClassifier.IsUnavailable(e))
            {
                await Task.Delay(backoff.Next(), time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Report(IReadOnlyDictionary<string, StoreDefaults> stores)
    {
        string[] unknown =
        [
            .. stores.Where(store => store.Value.TimeZone is { } zone && !TimeZoneDatabase.Contains(zone))
                .Select(store => $"{store.Key} ({store.Value.TimeZone})"),
        ];
        if (unknown.Length == 0) return;
        string named = string.Join(", ", unknown.Take(MaxNamed));
        LogUnknownZones(logger, unknown.Length, named, TimeZoneDatabase.Version);
    }

    [LoggerMessage(
        LogLevel.Error, "{Count} stores have a time zone that the time zone database {Version} lacks; their sales are refused: {Stores}")]
    private static partial void LogUnknownZones(ILogger logger, int count, string stores, string version);
}
