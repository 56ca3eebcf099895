using NodaTime;
using NodaTime.TimeZones;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.TimeZones;

namespace RetailGrains.Ledger;

/// <summary>
/// The stores' time zones as a partition knows them: those that the catalogue gives, read at once. A store that it gives none is in UTC.
/// Senders choose store ids, so nothing is kept or asked for an id that the catalogue does not have.
/// </summary>
internal sealed class StoreZones(ICatalogueStore catalogue, TimeProvider time)
{
    /// <summary>Changes are reported, but not those that somebody makes in the database.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private Dictionary<string, DateTimeZone?> _zones = new(StringComparer.Ordinal); // null: the time zone database lacks it
    private long? _readAt;

    /// <summary>Stores that are kept.</summary>
    public int Count => _zones.Count;

    /// <summary>Reads the catalogue where the zones of these transactions' stores may not be current; returns whether it did.</summary>
    public async ValueTask<bool> LoadAsync(IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel)
    {
        bool all = _readAt is not { } readAt || time.GetElapsedTime(readAt) >= RefreshInterval;
        HashSet<string>? wanted = all ? null : Wanted(transactions);
        if (!all && wanted is null) return false;
        string[] changed = [.. _changed];
        _changed.Clear(); // a change that is reported from now on is read the next time
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

    /// <summary>The store's zone: UTC where the catalogue gives none; null where the time zone database lacks the one that it gives.</summary>
    public DateTimeZone? Find(string storeId) => _zones.TryGetValue(storeId, out DateTimeZone? zone) ? zone : DateTimeZone.Utc;

    public void Forget(string storeId) => _changed.Add(storeId);

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

    /// <summary>
    /// Stores that have changed, and those of these transactions whose zone is unknown, so that a repair takes effect with the next sale.
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
