using NodaTime;
using NodaTime.TimeZones;
using RetailGrains.Ledger;

namespace RetailGrains.TimeZones;

/// <summary>Resolves the times of transactions, which are local to their store unless they have an offset.</summary>
public static class LocalTimes
{
    /// <summary>
    /// Returns the instant of a transaction with the zone's offset at that time. A local time in a gap is read with the offset before the
    /// gap. An ambiguous local time is read with the later offset, which is standard time.
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
}
