using System.Buffers.Text;
using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;
using RetailGrains.TimeZones;

namespace RetailGrains.Tests.Unit.Http;

public sealed class QueryReaderTests
{
    [Theory]
    [InlineData("?from=2026-07-02&to=2026-07-01")]
    [InlineData("?from=2026-07-01T00:00:01Z&to=2026-07-01T00:00:00Z")]
    [InlineData("?from=2026-07-01T00:00:00-01:00&to=2026-07-01T00:00:00Z")]
    public void A_range_that_ends_before_it_starts_is_refused(string text)
    {
        QueryReader query = Query(text);
        query.UtcInstants();
        Assert.Equal(["to"], query.Problems.ToDictionary().Keys);
    }

    [Fact]
    public void An_empty_range_is_a_range()
    {
        QueryReader query = Query("?from=2026-07-01&to=2026-07-01");
        query.UtcInstants();
        query.Days();
        Assert.False(query.Problems.Any);
    }

    [Theory]
    [InlineData("2026-07-01", "2026-07-01T04:00:00Z")]
    [InlineData("2026-07-01T00:00:00", "2026-07-01T04:00:00Z")]
    [InlineData("2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z")]
    [InlineData("2026-07-01T00:00:00+02:00", "2026-06-30T22:00:00Z")]
    public void Times_without_an_offset_are_in_the_given_zone(string text, string instant)
    {
        DateTimeZone zone = DateTimeZone.ForOffset(Offset.FromHours(-4));
        QueryReader query = Query($"?from={Uri.EscapeDataString(text)}");
        Assert.Equal(
            DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture),
            query.Instants(time => LocalTimes.Resolve(time, zone)).From);
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    public void Times_that_an_offset_moves_out_of_the_calendar_are_refused(string text)
    {
        QueryReader query = Query($"?from={text}");
        query.UtcInstants();
        Assert.Equal(["from"], query.Problems.ToDictionary().Keys);
    }

    [Fact]
    public void An_id_is_searched_in_its_recorded_form() =>
        Assert.Equal("Caf\u00e9", Query("?storeId=Cafe%CC%81").Id("storeId"));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("")]
    [InlineData("tab\there")]
    public void A_cursor_with_an_impossible_part_is_refused(string part)
    {
        QueryReader query = Query($"?cursor={Cursor.Write("list", "1", part)}");
        Assert.Null(query.Cursor("list", parts: 2));
        Assert.True(query.Problems.Any);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("+638975999999999999")]
    [InlineData("638 975 999")]
    [InlineData("3155378975999999999")]
    [InlineData("99999999999999999999")]
    public void A_cursor_with_an_impossible_time_is_refused(string ticks) => Assert.False(QueryReader.TryParseTicks(ticks, out _));

    /// <summary>A cursor of any bytes is refused unless its parts can be stored and compared.</summary>
    [Fact]
    public void The_parts_of_any_accepted_cursor_are_valid_in_a_database() =>
        Gen.OneOf(
            Gen.Byte.Array[0, 200],
            Gen.String.Array[1, 3].Select(parts => Encoding.UTF8.GetBytes("list\n" + string.Join('\n', parts)))).Sample(bytes =>
        {
            string[]? place = Query($"?cursor={Base64Url.EncodeToString(bytes)}").Cursor("list", parts: 2);
            return place is null || (place.Length == 2 && Array.TrueForAll(place, part => TransactionRules.RecordedId(part) is null));
        });

    private static QueryReader Query(string query) => new(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
