using System.Globalization;
using RetailGrains.Client;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.Ranges;

namespace RetailGrains.WebConsole.Charts;

/// <summary>Sales by interval, beside those of the compared days.</summary>
internal static class SalesChart
{
    /// <param name="range">The days shown.</param>
    /// <param name="now">The intervals of these days.</param>
    /// <param name="before">The intervals of the compared days; null without comparison.</param>
    /// <param name="value">The figure that is drawn.</param>
    /// <param name="link">The page of the transactions in the given days, the last included.</param>
    public static ChartSpec Of(
        PageRange range, Sales now, Sales? before, Func<Interval, decimal?> value, Func<string, string, string> link)
    {
        DateOnly[] starts = Starts(range, now, range.Interval);
        var series = new List<ChartSeries> { Line(starts, now, value, range.Title) };
        if (before is not null && range.Compared is { } compared)
        {
            DateOnly[] earlier = Starts(compared, before, range.Interval);
            DateOnly[] aligned =
                [.. Enumerable.Range(0, starts.Length).Select(point => point < earlier.Length ? earlier[point] : DateOnly.MinValue)];
            series.Add(Line(aligned, before, value, range.Compare == "year" ? "A year before" : "Period before") with
            {
                IsComparison = true,
                Labels = [.. aligned.Select(Text)],
            });
        }

        return new ChartSpec(
            [.. starts.Select(Text)],
            series,
            [.. starts.Select(start => link(Text(start), Text(Next(start, range.Interval).AddDays(-1))))]);
    }

    /// <summary>The days that begin an interval, also those without transactions.</summary>
    public static DateOnly[] Starts(PageRange range, Sales sales, string interval)
    {
        DateOnly? from = range.From ?? (sales.Items is [Interval first, ..] ? first.Start : null);
        DateOnly? to = range.To ?? (sales.Items is [.., Interval last] ? last.Start.AddDays(1) : null);
        if (from is null || to is null) return [];
        List<DateOnly> starts = [];
        for (DateOnly start = StartOf(from.Value, interval); start < to; start = Next(start, interval)) starts.Add(start);
        return [.. starts];
    }

    private static ChartSeries Line(DateOnly[] starts, Sales sales, Func<Interval, decimal?> value, string name)
    {
        Dictionary<DateOnly, decimal?> values = sales.Items.ToDictionary(item => item.Start, value);
        return new ChartSeries(
            name,
            [.. starts.Select(start => start == DateOnly.MinValue ? null : TextOf(values.GetValueOrDefault(start, 0)))]);
    }

    private static DateOnly StartOf(DateOnly day, string interval) => interval switch
    {
        "week" => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        "month" => new DateOnly(day.Year, day.Month, 1),
        _ => day,
    };

    private static DateOnly Next(DateOnly start, string interval) => interval switch
    {
        "week" => start.AddDays(7),
        "month" => start.AddMonths(1),
        _ => start.AddDays(1),
    };

    private static string? TextOf(decimal? value) => value is { } exact ? ExactNumber.Plain(exact) : null;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
