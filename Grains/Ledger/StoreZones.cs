using NodaTime;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.TimeZones;

namespace RetailGrains.Ledger;

/// <summary>
/// A partition's cache of the stores' time zones and currencies: those that the catalogue gives, read with one query. A store without a
/// time
/// zone is in UTC, and one without a currency has the chain's. Senders choose store ids, so ids that are not in the catalogue are neither
/// cached nor queried.
/// </summary>
/// <param name="catalogue">The catalogue.</param>
/// <param name="currency">The currency of the chain; null when it has none.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreZones(ICatalogueStore catalogue, string? currency, TimeProvider time)
{
    /// <summary>The catalogue's changes are reported to the cache, except those that are made directly in the database.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private Dictionary<string, Known> _stores = new(StringComparer.Ordinal);
    private long? _readAt;

    /// <summary>Number of cached stores.</summary>
    public int Count => _stores.Count;

    /// <summary>Reads the catalogue if the zones of these transactions' stores may be out of date; returns whether it did.</summary>
    public ValueTask<bool> LoadAsync(IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel) =>
        LoadAsync(transactions.Select(transaction => transaction.StoreId), cancel);

    /// <summary>Reads the catalogue if the zones of these stores may be out of date; returns whether it did.</summary>
    public async ValueTask<bool> LoadAsync(IEnumerable<string> storeIds, CancellationToken cancel)
    {
        bool all = _readAt is not { } readAt || time.GetElapsedTime(readAt) >= RefreshInterval;
        HashSet<string>? wanted = all ? null : Wanted(storeIds);
        if (!all && wanted is null) return false;
        string[] changed = [.. _changed];
        _changed.Clear(); // a change reported from now on is read the next time
        try
        {
            long now = time.GetTimestamp();
            IReadOnlyDictionary<string, StoreDefaults> stores = await catalogue.StoreDefaultsAsync(wanted, cancel);
            if (wanted is null)
                (_stores, _readAt) = (stores.ToDictionary(one => one.Key, one => Known.Of(one.Value), StringComparer.Ordinal), now);
            else Keep(wanted, stores);
        }
        catch
        {
            _changed.UnionWith(changed);
            throw;
        }

        return true;
    }

    /// <summary>Returns the store's zone: UTC if the catalogue gives none; null if the time zone database lacks it.</summary>
    public DateTimeZone? Find(string storeId) => _stores.TryGetValue(storeId, out Known known) ? known.Zone : DateTimeZone.Utc;

    /// <summary>Returns the currency of a sale of the store that gives none; null when there is no default.</summary>
    public string? Currency(string storeId) => _stores.TryGetValue(storeId, out Known known) ? known.Currency ?? currency : currency;

    public void Forget(string storeId) => _changed.Add(storeId);

    /// <summary>
    /// Returns the changed stores, and those of these whose zone is unknown, so that a repair takes effect with the next transaction.
    /// </summary>
    private HashSet<string>? Wanted(IEnumerable<string> storeIds)
    {
        HashSet<string>? wanted = _changed.Count == 0 ? null : new HashSet<string>(_changed, StringComparer.Ordinal);
        foreach (string id in storeIds)
            if (Find(id) is null) (wanted ??= new HashSet<string>(StringComparer.Ordinal)).Add(id);
        return wanted;
    }

    private void Keep(HashSet<string> storeIds, IReadOnlyDictionary<string, StoreDefaults> stores)
    {
        foreach (string id in storeIds)
        {
            if (stores.TryGetValue(id, out StoreDefaults? store)) _stores[id] = Known.Of(store);
            else _stores.Remove(id);
        }
    }

    /// <param name="Zone">Null when the time zone database lacks the zone.</param>
    /// <param name="Currency">Null when the catalogue gives none, or a text that is no currency, as earlier versions accepted.</param>
    private readonly record struct Known(DateTimeZone? Zone, string? Currency)
    {
        public static Known Of(StoreDefaults store) => new(
            store.TimeZone is { } name ? TimeZoneDatabase.Find(name) : DateTimeZone.Utc,
            store.Currency is { } code && CurrencyCodes.Contains(code) ? code : null);
    }
}
