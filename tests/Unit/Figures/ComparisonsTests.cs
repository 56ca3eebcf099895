using CsCheck;
using RetailGrains.Api.Figures;

namespace RetailGrains.Tests.Unit.Figures;

public sealed class ComparisonsTests
{
    private static readonly Gen<DateOnly> Days = Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber);

    [Theory]
    [InlineData("previous", "day", "2024-03-01", "2024-02-29", "2024-03-01")]
    [InlineData("previous", "week", "2024-03-04", "2024-02-26", "2024-03-04")]
    [InlineData("previous", "month", "2024-03-01", "2024-02-01", "2024-03-01")]
    [InlineData("previous", "year", "2024-01-01", "2023-01-01", "2024-01-01")]
    [InlineData("year", "day", "2024-02-29", "2023-02-28", "2023-03-01")]
    [InlineData("year", "week", "2024-03-04", "2023-03-06", "2023-03-13")]
    [InlineData("year", "month", "2024-02-01", "2023-02-01", "2023-03-01")]
    [InlineData("year", "year", "2024-01-01", "2023-01-01", "2024-01-01")]
    public void An_interval_is_compared_with_the_one_before_or_a_year_before(
        string with, string interval, string start, string from, string to)
    {
        (Comparison comparison, Interval length) = Parse(with, interval);
        Assert.Equal((Day(from), Day(to)), Comparisons.EarlierDays(comparison, length, Day(start), null, null));
    }

    [Theory]
    [InlineData("previous", "month", "2024-03-01", "2024-03-10", "2024-03-20", "2024-02-10", "2024-02-20")]
    [InlineData("previous", "month", "2024-03-01", "2024-03-31", null, "2024-03-01", "2024-03-01")]
    [InlineData("year", "month", "2024-03-01", null, "2024-03-31", "2023-03-01", "2023-03-31")]
    [InlineData("year", "year", "2024-01-01", null, "2024-07-01", "2023-01-01", "2023-07-02")]
    [InlineData("previous", "week", "2024-03-04", "2024-01-01", "2024-03-06", "2024-02-26", "2024-02-28")]
    public void An_interval_that_the_query_cuts_off_is_compared_with_as_many_days(
        string with, string interval, string start, string? queryFrom, string? queryTo, string from, string to)
    {
        (Comparison comparison, Interval length) = Parse(with, interval);
        Assert.Equal(
            (Day(from), Day(to)),
            Comparisons.EarlierDays(comparison, length, Day(start), DayOrNull(queryFrom), DayOrNull(queryTo)));
    }

    [Theory]
    [InlineData("Year")]
    [InlineData("")]
    [InlineData("month")]
    public void Other_names_are_refused(string name) => Assert.False(Comparisons.TryParse(name, out _));

    [Fact]
    public void Every_day_of_the_calendar_has_an_interval_and_the_earlier_one_is_not_later() =>
        Gen.Select(Days, Gen.Enum<Interval>(), Gen.Enum<Comparison>()).Sample((day, interval, comparison) =>
        {
            DateOnly start = Intervals.StartOf(interval, day), end = Intervals.EndOf(interval, start);
            Assert.True(start <= day && (day < end || end == DateOnly.MaxValue));
            (DateOnly from, DateOnly to) = Comparisons.EarlierDays(comparison, interval, start, day, null);
            Assert.True(from <= to && Comparisons.EarlierStart(comparison, interval, start) <= start);
        });

    private static (Comparison Comparison, Interval Interval) Parse(string with, string interval)
    {
        Assert.True(Comparisons.TryParse(with, out Comparison comparison));
        Assert.True(Intervals.TryParse(interval, out Interval length));
        return (comparison, length);
    }

    private static DateOnly Day(string day) => DateOnly.Parse(day, null);

    private static DateOnly? DayOrNull(string? day) => day is null ? null : Day(day);
}
