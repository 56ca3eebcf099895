using RetailGrains.Ledger.Catalogue;
using RetailGrains.Stores;

namespace RetailGrains.Ledger;

/// <summary>The stores' time zones as a partition knows them: looked up once, and again when the store says that it changed.</summary>
internal sealed class StoreZones(ICatalogueStore catalogue)
{
    private readonly Dictionary<string, TimeZoneInfo> _zones = new(StringComparer.Ordinal);
    private int _changes;

    /// <summary>The store's zone; UTC where the catalogue gives none.</summary>
    public async ValueTask<TimeZoneInfo> OfAsync(string storeId, CancellationToken cancel)
    {
        while (true)
        {
            if (_zones.TryGetValue(storeId, out TimeZoneInfo? known)) return known;
            int changes = _changes;
            StoreDescription? store = await catalogue.StoreAsync(storeId, cancel);
            TimeZoneInfo zone = store?.TimeZone is { } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : TimeZoneInfo.Utc;
            if (changes == _changes) _zones[storeId] = zone; // else it may have changed while it was looked up
        }
    }

    public void Forget(string storeId)
    {
        _changes++;
        _zones.Remove(storeId);
    }

    /// <summary>
    /// The instant of a sale, with the offset that the zone has then. A local time that the zone skips is read with the offset before the
    /// gap, and one that it has twice as standard time: .NET's rule for both.
    /// </summary>
    public static DateTimeOffset Resolve(SaleTime time, TimeZoneInfo zone)
    {
        if (time.Offset is { } offset)
            return TimeZoneInfo.ConvertTime(new DateTimeOffset(DateTime.SpecifyKind(time.Wall, DateTimeKind.Unspecified), offset), zone);
        DateTime wall = DateTime.SpecifyKind(time.Wall, DateTimeKind.Unspecified);
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall));
    }
}
