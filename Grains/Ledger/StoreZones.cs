using NodaTime;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.TimeZones;

namespace RetailGrains.Ledger;

/// <summary>
/// A partition's cache of the stores' time zones: those that the catalogue gives, read with one query. A store without one is in UTC.
/// Senders choose store ids, so ids that are not in the catalogue are neither cached nor queried.
/// </summary>
internal sealed class StoreZones(ICatalogueStore catalogue, TimeProvider time)
{
    /// <summary>The catalogue's changes are reported to the cache, except those that are made directly in the database.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private Dictionary<string, DateTimeZone?> _zones = new(StringComparer.Ordinal); // null: the time zone database lacks the zone
    private long? _readAt;

    /// <summary>Number of cached stores.</summary>
    public int Count => _zones.Count;

    /// <summary>Reads the catalogue if the zones of these transactions' stores may be out of date; returns whether it did.</summary>
    public async ValueTask<bool> LoadAsync(IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel)
    {
        bool all = _readAt is not { } readAt || time.GetElapsedTime(readAt) >= RefreshInterval;
        HashSet<string>? wanted = all ? null : Wanted(transactions);
        if (!all && wanted is null) return false;
        string[] changed = [.. _changed];
        _changed.Clear(); // a change reported from now on is read the next time
        try
        {
            long now = time.GetTimestamp();
            IReadOnlyDictionary<string, string> names = await catalogue.TimeZonesAsync(wanted, cancel);
            if (wanted is null) (_zones, _readAt) = (names.ToDictionary(one => one.Key, one => TimeZoneDatabase.Find(one.Value)), now);
            else Keep(wanted, names);
        }
        catch
        {
            _changed.UnionWith(changed);
            throw;
        }

        return true;
    }

    /// <summary>Returns the store's zone: UTC if the catalogue gives none; null if the time zone database lacks it.</summary>
    public DateTimeZone? Find(string storeId) => _zones.TryGetValue(storeId, out DateTimeZone? zone) ? zone : DateTimeZone.Utc;

    public void Forget(string storeId) => _changed.Add(storeId);

    /// <summary>
    /// Returns the changed stores, and those of these transactions whose zone is unknown, so that a repair takes effect with the next
    /// transaction.
    /// </summary>
    private HashSet<string>? Wanted(IReadOnlyList<SaleTransaction> transactions)
    {
        HashSet<string>? wanted = _changed.Count == 0 ? null : new HashSet<string>(_changed, StringComparer.Ordinal);
        for (int i = 0; i < transactions.Count; i++)
            if (Find(transactions[i].StoreId) is null) (wanted ??= new HashSet<string>(StringComparer.Ordinal)).Add(transactions[i].StoreId);
        return wanted;
    }

    private void Keep(HashSet<string> storeIds, IReadOnlyDictionary<string, string> names)
    {
        foreach (string id in storeIds)
        {
            if (names.TryGetValue(id, out string? name)) _zones[id] = TimeZoneDatabase.Find(name);
            else _zones.Remove(id);
        }
    }
}
