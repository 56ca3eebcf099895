using NodaTime;
using NodaTime.TimeZones;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.TimeZones;

namespace RetailGrains.Ledger;

/// <summary>The stores' time zones as a partition knows them: looked up once, and again when the store reports a change.</summary>
internal sealed class StoreZones(ICatalogueStore catalogue)
{
    /// <summary>Senders choose store ids, so the cache has a bound; it is cleared when it is full.</summary>
    private const int MaxStores = 10_000;

    private readonly Dictionary<string, DateTimeZone> _zones = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>Looks up the zones of these transactions' stores, where they are not known or have changed; returns how many it looked up.</summary>
    public async ValueTask<int> LoadAsync(IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel)
    {
        if (_zones.Count > MaxStores) _zones.Clear();
        if (Missing(transactions) is not { } missing) return 0;
        _changed.ExceptWith(missing); // a change that is reported from now on is looked up the next time
        try
        {
            Keep(missing, await catalogue.TimeZonesAsync(missing, cancel));
        }
        catch
        {
            _changed.UnionWith(missing);
            throw;
        }

        return missing.Count;
    }

    /// <summary>The store's zone: UTC where the catalogue gives none; null where the time zone database lacks the one that it gives.</summary>
    public DateTimeZone? Find(string storeId) => _zones.GetValueOrDefault(storeId);

    public void Forget(string storeId)
    {
        _changed.Add(storeId);
    }

    /// <summary>
    /// The instant of a sale, with the offset that the zone has then. A local time that the zone skips is read with the offset before the
    /// gap, and one that it has twice with the later offset, which is standard time.
    /// </summary>
    public static DateTimeOffset Resolve(SaleTime time, DateTimeZone zone)
    {
        LocalDateTime wall = LocalDateTime.FromDateTime(time.Wall);
        if (time.Offset is { } offset)
            return wall.WithOffset(Offset.FromTimeSpan(offset)).ToInstant().InZone(zone).ToDateTimeOffset();
        ZoneLocalMapping mapping = zone.MapLocal(wall);
        Offset local = mapping.Count == 0 ? mapping.EarlyInterval.WallOffset : mapping.Last().Offset;
        return wall.WithOffset(local).ToDateTimeOffset();
    }

    private HashSet<string>? Missing(IReadOnlyList<SaleTransaction> transactions)
    {
        HashSet<string>? missing = null;
        for (int i = 0; i < transactions.Count; i++)
            if (!_zones.ContainsKey(transactions[i].StoreId) || _changed.Contains(transactions[i].StoreId))
                (missing ??= new HashSet<string>(StringComparer.Ordinal)).Add(transactions[i].StoreId);
        return missing;
    }

    /// <summary>A zone that is not known is not kept: it is looked up again with the store's next sale, so that a repair takes effect.</summary>
    private void Keep(HashSet<string> storeIds, IReadOnlyDictionary<string, string> names)
    {
        foreach (string id in storeIds)
        {
            DateTimeZone? zone = names.TryGetValue(id, out string? name) ? TimeZoneDatabase.Find(name) : DateTimeZone.Utc;
            if (zone is not null) _zones[id] = zone;
            else _zones.Remove(id);
        }
    }
}
