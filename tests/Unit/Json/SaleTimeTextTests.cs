using System.Globalization;
using CsCheck;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Json;

public sealed class SaleTimeTextTests
{
    [Theory]
    [InlineData("2010-12-01T08:26:00Z", "2010-12-01T08:26:00.000000", 0)]
    [InlineData("2010-12-01T08:26Z", "2010-12-01T08:26:00.000000", 0)]
    [InlineData("2010-12-01T08:26:00+01:00", "2010-12-01T08:26:00.000000", 60)]
    [InlineData("2010-12-01T08:26:00-0330", "2010-12-01T08:26:00.000000", -210)]
    [InlineData("2010-12-01T08:26:00+14", "2010-12-01T08:26:00.000000", 840)]
    [InlineData("2010-12-01T08:26:00.5", "2010-12-01T08:26:00.500000", null)]
    [InlineData("2010-12-01T08:26:00.1234569999", "2010-12-01T08:26:00.123456", null)]
    [InlineData("2012-02-29T23:59:59", "2012-02-29T23:59:59.000000", null)]
    public void ISO_8601_times_are_read_with_their_offset_or_without(string text, string wall, int? minutes)
    {
        Assert.True(SaleTimeText.TryParse(text, out SaleTime time));
        Assert.Equal(wall, time.Wall.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        Assert.Equal(minutes, time.Offset?.TotalMinutes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2010-12-01")]
    [InlineData("2010-12-01 08:26:00")]
    [InlineData("2010-12-01T08:26:00z")]
    [InlineData("2010-12-01T08")]
    [InlineData("2010-12-01T24:00:00")]
    [InlineData("2010-12-01T08:60:00")]
    [InlineData("2010-12-01T08:26:60")]
    [InlineData("2010-12-01T08:26:0")]
    [InlineData("2010-12-01T08:26:00.")]
    [InlineData("2010-12-01T08:26:00,5")]
    [InlineData("2010-12-01T08:26:00+15:00")]
    [InlineData("2010-12-01T08:26:00+14:01")]
    [InlineData("2010-12-01T08:26:00+1:00")]
    [InlineData("2010-12-01T08:26:00+01-00")]
    [InlineData("2010-12-01T08:26:00Z ")]
    [InlineData("2010-02-29T08:26:00Z")]
    [InlineData("01/12/2010 08:26")]
    [InlineData("1291191960")]
    [InlineData("٢٠١٠-12-01T08:26:00Z")]
    public void Anything_else_is_refused(string text) => Assert.False(SaleTimeText.TryParse(text, out _));

    [Fact]
    public void Times_with_microseconds_are_read_unchanged() =>
        Gen.Select(Gen.DateTime, Gen.Int[-14 * 60, 14 * 60]).Sample((time, minutes) =>
        {
            DateTime wall = DateTime.SpecifyKind(TransactionRules.WholeMicroseconds(time), DateTimeKind.Unspecified);
            string offset = (minutes < 0 ? "-" : "+") + TimeSpan.FromMinutes(minutes).ToString("hh\\:mm", CultureInfo.InvariantCulture);
            string text = wall.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + offset;
            return SaleTimeText.TryParse(text, out SaleTime read) && read == new SaleTime(wall, TimeSpan.FromMinutes(minutes));
        });
}
