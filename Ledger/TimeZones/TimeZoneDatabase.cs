using NodaTime;
using NodaTime.TimeZones;

namespace RetailGrains.TimeZones;

/// <summary>
/// The IANA time zone database that is bundled with NodaTime: the same in every process of this version, whatever the host or the image has
/// installed. So the API and the silos agree on which zones exist, and a transaction has the same business date on every silo.
/// </summary>
public static class TimeZoneDatabase
{
    private static readonly HashSet<string> Ids = [.. TzdbDateTimeZoneSource.Default.GetIds()];

    /// <summary>The database's version, such as "TZDB: 2026a (mapping: ...)".</summary>
    public static string Version => DateTimeZoneProviders.Tzdb.VersionId;

    /// <summary>Returns whether the database has a zone with this name. Names are case-sensitive.</summary>
    public static bool Contains(string name) => Ids.Contains(name);

    /// <summary>Returns the zone with this name; null when the database has none.</summary>
    public static DateTimeZone? Find(string name) => Contains(name) ? DateTimeZoneProviders.Tzdb[name] : null;
}
