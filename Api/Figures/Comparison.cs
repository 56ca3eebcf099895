namespace RetailGrains.Api.Figures;

/// <summary>The interval that another one is compared with.</summary>
internal enum Comparison
{
    /// <summary>The interval before.</summary>
    Previous,

    /// <summary>The interval a year before; of a week, the one 52 weeks before.</summary>
    Year,
}

/// <summary>Finds the days that an interval is compared with. Pure.</summary>
internal static class Comparisons
{
    private const int WeeksOfYear = 52;

    /// <summary>Days before this one have no earlier interval in the calendar. No sale is that old.</summary>
    private static readonly DateOnly Oldest = new(3, 1, 1);

    /// <summary>Parses a comparison's name in a query.</summary>
    public static bool TryParse(string text, out Comparison comparison)
    {
        comparison = text == "year" ? Comparison.Year : Comparison.Previous;
        return text is "previous" or "year";
    }

    /// <summary>The first day of the interval that one is compared with.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="interval">The length of both intervals.</param>
    /// <param name="start">The first day of the later one.</param>
    public static DateOnly EarlierStart(Comparison comparison, Interval interval, DateOnly start) => (comparison, interval) switch
    {
        _ when start < Oldest => DateOnly.MinValue,
        (Comparison.Previous, Interval.Day) => start.AddDays(-1),
        (Comparison.Previous, Interval.Week) => start.AddDays(-7),
        (Comparison.Previous, Interval.Month) => start.AddMonths(-1),
        (Comparison.Year, Interval.Week) => start.AddDays(-7 * WeeksOfYear),
        _ => start.AddYears(-1),
    };

    /// <summary>
    /// The days that an interval is compared with, the last one excluded. If the query cuts an interval off, the earlier one is cut off
    /// after as many days.
    /// </summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="interval">The length of both intervals.</param>
    /// <param name="start">The first day of the later one.</param>
    /// <param name="from">The first day of the query; null for no bound.</param>
    /// <param name="to">The day after the last of the query; null for no bound.</param>
    public static (DateOnly From, DateOnly To) EarlierDays(
        Comparison comparison, Interval interval, DateOnly start, DateOnly? from, DateOnly? to)
    {
        DateOnly earlier = EarlierStart(comparison, interval, start), end = Intervals.EndOf(interval, earlier);
        DateOnly first = from > start ? Moved(from.Value) : earlier;
        DateOnly last = to < Intervals.EndOf(interval, start) ? Moved(to.Value) : end;
        return (first < end ? first : end, last < end ? last : end);

        DateOnly Moved(DateOnly day) => earlier.AddDays(day.DayNumber - start.DayNumber);
    }
}
