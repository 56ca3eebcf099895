using NodaTime;
using RetailGrains.Ledger;
using RetailGrains.TimeZones;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class SaleTimeTests
{
    [Theory]
    [InlineData("2024-03-31T02:30:00", "2024-03-31T02:30:00+01:00")] // a skipped time: read with the offset before the gap
    [InlineData("2024-10-27T02:30:00", "2024-10-27T02:30:00+01:00")] // an ambiguous time: standard time
    [InlineData("2024-07-01T12:00:00", "2024-07-01T12:00:00+02:00")]
    [InlineData("2024-01-01T12:00:00", "2024-01-01T12:00:00+01:00")]
    public void A_time_without_an_offset_is_in_the_stores_zone(string wall, string instant) => Assert.Equal(
        DateTimeOffset.Parse(instant, null).UtcDateTime, LocalTimes.Resolve(Time(wall, null), Berlin).UtcDateTime);

    [Theory]
    [InlineData("2024-07-01T23:30:00", 0, "2024-07-02T01:30:00+02:00")]
    [InlineData("2024-10-27T00:30:00", 0, "2024-10-27T02:30:00+02:00")] // the first of the two
    [InlineData("2024-10-27T01:30:00", 0, "2024-10-27T02:30:00+01:00")]
    public void A_time_with_an_offset_is_that_instant_with_the_zones_offset(string wall, int hours, string expected)
    {
        DateTimeOffset resolved = LocalTimes.Resolve(Time(wall, TimeSpan.FromHours(hours)), Berlin);
        Assert.True(DateTimeOffset.Parse(expected, null).EqualsExact(resolved), resolved.ToString("O"));
    }

    private static DateTimeZone Berlin => TimeZoneDatabase.Find("Europe/Berlin")!;

    private static SaleTime Time(string wall, TimeSpan? offset) => new(DateTime.Parse(wall, null), offset);
}
