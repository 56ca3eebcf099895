using CsCheck;
using RetailGrains.Api.Figures;
using RetailGrains.Figures;

namespace RetailGrains.Tests.Unit.Figures;

public sealed class IntervalsTests
{
    private static readonly Gen<List<DayTotals>> Days = Gen.Select(Gen.Int[0, 3_000], Gen.Int[-10_000, 10_000])
        .List[0, 200]
        .Select(days => days
            .DistinctBy(day => day.Item1)
            .OrderBy(day => day.Item1)
            .Select(day => Day(new DateOnly(2008, 1, 1).AddDays(day.Item1), day.Item2 / 100m))
            .ToList());

    [Theory]
    [InlineData("day", "2010-12-01", "2010-12-01")]
    [InlineData("week", "2010-12-06", "2010-12-06")]
    [InlineData("week", "2010-12-12", "2010-12-06")]
    [InlineData("week", "2011-01-01", "2010-12-27")]
    [InlineData("month", "2012-02-29", "2012-02-01")]
    [InlineData("year", "2012-12-31", "2012-01-01")]
    public void An_interval_is_labelled_with_its_first_day(string name, string day, string start)
    {
        Assert.True(Intervals.TryParse(name, out Interval interval));
        Assert.Equal(name, Intervals.NameOf(interval));
        Assert.Equal(DateOnly.Parse(start, null), Intervals.StartOf(interval, DateOnly.Parse(day, null)));
    }

    [Theory]
    [InlineData("Day")]
    [InlineData("quarter")]
    [InlineData("")]
    public void Other_names_are_refused(string name) => Assert.False(Intervals.TryParse(name, out _));

    [Fact]
    public void Only_intervals_with_days_are_returned_in_ascending_order_and_nothing_is_lost() =>
        Gen.Select(Days, Gen.Enum<Interval>()).Sample((days, interval) =>
        {
            List<DayTotals> folded = Intervals.Fold(interval, days);
            Assert.Equal(days.Select(day => Intervals.StartOf(interval, day.Day)).Distinct(), folded.Select(one => one.Day));
            foreach (DayTotals one in folded)
            {
                Totals expected = days.Where(day => Intervals.StartOf(interval, day.Day) == one.Day)
                    .Aggregate(default(Totals), (sum, day) => sum + day.Totals);
                Assert.Equal(expected, one.Totals);
            }
        });

    [Fact]
    public void Filled_intervals_have_no_gap_and_the_others_stay() =>
        Gen.Select(Days, Gen.Enum<Interval>()).Sample((days, interval) =>
        {
            List<DayTotals> folded = Intervals.Fold(interval, days);
            List<DayTotals> filled = Intervals.Fill(interval, folded, null, null)!;
            Assert.Equal(folded, filled.FindAll(one => !one.Totals.IsEmpty));
            foreach ((DayTotals one, DayTotals next) in filled.Zip(filled.Skip(1)))
                Assert.Equal(next.Day, Intervals.EndOf(interval, one.Day));
        });

    [Theory]
    [InlineData("month", "2024-01-15", "2024-04-01", 3)]
    [InlineData("month", "2024-01-15", "2024-04-02", 4)]
    [InlineData("day", "2024-01-15", "2024-01-15", 0)]
    [InlineData("year", "0001-01-01", "9999-12-31", 9_999)]
    [InlineData("day", "2000-01-01", "2030-01-01", null)]
    public void A_range_without_sales_is_filled_unless_it_is_too_long(string name, string from, string to, int? expected)
    {
        Assert.True(Intervals.TryParse(name, out Interval interval));
        Assert.Equal(expected, Intervals.Fill(interval, [], DateOnly.Parse(from, null), DateOnly.Parse(to, null))?.Count);
    }

    [Fact]
    public void Every_week_starts_on_a_Monday_and_contains_its_day() => Gen.Int[0, 200_000].Sample(number =>
    {
        DateOnly day = new DateOnly(1900, 1, 1).AddDays(number);
        DateOnly start = Intervals.StartOf(Interval.Week, day);
        return start.DayOfWeek == DayOfWeek.Monday && day.DayNumber - start.DayNumber is >= 0 and < 7;
    });

    private static DayTotals Day(DateOnly day, decimal amount)
    {
        var at = day.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc);
        return new DayTotals(day, new Totals(Math.Max(amount, 0), Math.Min(amount, 0), 1, 1, 1, 0, at, at));
    }
}
