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

    /// <summary>
    /// The totals of every interval that has days, ascending; each has its interval's first day. An interval of which annulments have left
    /// nothing is left out: it is as if it had never had a transaction.
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
