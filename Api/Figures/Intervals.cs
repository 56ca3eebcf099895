using RetailGrains.Figures;

namespace RetailGrains.Api.Figures;

/// <summary>The lengths of an interval.</summary>
internal enum Interval
{
    Day,
    Week,
    Month,
    Year,
}

/// <summary>Aggregates days into weeks that begin on Monday, months or years.</summary>
internal static class Intervals
{
    /// <summary>Maximum number of intervals of <see cref="Fill"/>.</summary>
    public const int MaxFilled = 10_000;

    /// <summary>Parses an interval's name in a query.</summary>
    public static bool TryParse(string text, out Interval interval)
    {
        interval = text switch
        {
            "week" => Interval.Week,
            "month" => Interval.Month,
            "year" => Interval.Year,
            _ => Interval.Day,
        };
        return interval != Interval.Day || text == "day";
    }

    public static string NameOf(Interval interval) => interval switch
    {
        Interval.Day => "day",
        Interval.Week => "week",
        Interval.Month => "month",
        _ => "year",
    };

    /// <summary>The first day of the interval that contains the day.</summary>
    public static DateOnly StartOf(Interval interval, DateOnly day) => interval switch
    {
        Interval.Day => day,
        Interval.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        Interval.Month => new DateOnly(day.Year, day.Month, 1),
        _ => new DateOnly(day.Year, 1, 1),
    };

    /// <summary>The day after the last of the interval that begins with the day; at most the last day of the calendar.</summary>
    public static DateOnly EndOf(Interval interval, DateOnly start) => interval switch
    {
        Interval.Month => start is { Year: 9999, Month: 12 } ? DateOnly.MaxValue : start.AddMonths(1),
        Interval.Year => start.Year == 9999 ? DateOnly.MaxValue : start.AddYears(1),
        _ => DateOnly.FromDayNumber(Math.Min(start.DayNumber + (interval == Interval.Week ? 7 : 1), DateOnly.MaxValue.DayNumber)),
    };

    /// <summary>
    /// Every interval of a range, with zero for those that are not in the list. Null when there are more than <see cref="MaxFilled"/>.
    /// </summary>
    /// <param name="interval">The length of the intervals.</param>
    /// <param name="ascending">The intervals with transactions, which lie in the range.</param>
    /// <param name="from">The first day; null for the first interval of the list.</param>
    /// <param name="to">The day after the last; null for the last interval of the list.</param>
    public static List<DayTotals>? Fill(Interval interval, List<DayTotals> ascending, DateOnly? from, DateOnly? to)
    {
        DateOnly? first = from ?? (ascending is [var oldest, ..] ? oldest.Day : null);
        DateOnly? end = to ?? (ascending is [.., var newest] ? EndOf(interval, newest.Day) : null);
        if (first is null || end is null) return ascending;
        List<DayTotals> filled = [];
        int next = 0;
        for (DateOnly start = StartOf(interval, first.Value); start < end; start = EndOf(interval, start))
        {
            if (filled.Count == MaxFilled) return null;
            bool hasSales = next < ascending.Count && ascending[next].Day == start;
            filled.Add(hasSales ? ascending[next++] : new DayTotals(start, default));
        }

        return filled;
    }

    /// <summary>
    /// The totals of every interval that has days, ascending; each has its interval's first day. Omits an interval of which annulments
    /// have left nothing, as if it had never had a transaction.
    /// </summary>
    public static List<DayTotals> Fold(Interval interval, IEnumerable<DayTotals> ascendingDays)
    {
        List<DayTotals> folded = [];
        foreach (DayTotals day in ascendingDays)
        {
            DateOnly start = StartOf(interval, day.Day);
            if (folded is [.., var last] && last.Day == start) folded[^1] = new DayTotals(start, last.Totals + day.Totals);
            else folded.Add(new DayTotals(start, day.Totals));
        }

        folded.RemoveAll(one => one.Totals.IsZero && Array.TrueForAll(one.Totals.ByCurrency(), part => part.IsZero));
        return folded;
    }
}
