using System.Runtime.CompilerServices;
using RetailGrains.Client;
using RetailGrains.WebConsole.Charts;
using RetailGrains.WebConsole.Ranges;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class PageRangeTests
{
    private static readonly DateOnly Today = new(2026, 3, 1);

    [Theory]
    [InlineData("", "2026-02-02", "2026-03-02", "2026-01-05", "2026-02-02")]
    [InlineData("range=1d", "2026-03-01", "2026-03-02", "2026-02-28", "2026-03-01")]
    [InlineData("range=7d&compare=year", "2026-02-23", "2026-03-02", "2025-02-23", "2025-03-02")]
    [InlineData("range=ytd", "2026-01-01", "2026-03-02", "2025-11-02", "2026-01-01")]
    [InlineData("range=custom&from=2026-01-10&to=2026-01-10", "2026-01-10", "2026-01-11", "2026-01-09", "2026-01-10")]
    [InlineData("from=2026-01-10&to=2026-01-12", "2026-01-10", "2026-01-13", "2026-01-07", "2026-01-10")]
    [InlineData("range=custom&from=2026-01-12&to=2026-01-10", "2026-01-10", "2026-01-13", "2026-01-07", "2026-01-10")]
    [InlineData("range=custom&from=2024-02-29&to=2024-02-29&compare=year", "2024-02-29", "2024-03-01", "2023-02-28", "2023-03-01")]
    public void A_range_is_compared_with_as_many_days_before_it(string query, string from, string to, string earlierFrom, string earlierTo)
    {
        PageRange range = Read(query);
        Assert.Equal((Day(from), Day(to)), (range.From!.Value, range.To!.Value));
        Assert.Equal((Day(earlierFrom), Day(earlierTo)), (range.Compared!.From!.Value, range.Compared.To!.Value));
    }

    [Theory]
    [InlineData("range=all")]
    [InlineData("range=custom")]
    [InlineData("range=custom&from=2026-01-10")]
    [InlineData("range=7d&compare=none")]
    public void An_open_range_is_compared_with_nothing(string query) => Assert.Null(Read(query).Compared);

    [Theory]
    [InlineData("range=nonsense&compare=nonsense")]
    [InlineData("from=nonsense")]
    [InlineData("from=0001-01-01")]
    [InlineData("to=9999-12-31")]
    public void Invalid_parameters_count_as_absent(string query) => Assert.Equal(Read(""), Read(query));

    [Theory]
    [InlineData("range=1d", "day")]
    [InlineData("range=90d", "day")]
    [InlineData("range=12m", "week")]
    [InlineData("range=all", "month")]
    public void A_longer_range_has_longer_intervals(string query, string interval) => Assert.Equal(interval, Read(query).Interval);

    [Fact]
    public void Days_without_transactions_are_zero_in_the_chart_and_amounts_keep_their_decimals()
    {
        PageRange range = Read("range=custom&from=2026-01-10&to=2026-01-12");
        Sales now = SalesOf((new DateOnly(2026, 1, 11), 1.10m)), before = SalesOf((new DateOnly(2026, 1, 7), 9747747.934m));
        ChartSpec chart = SalesChart.Of(range, now, before, item => item.NetRevenue, (first, last) => $"{first}/{last}");
        Assert.Equal(["2026-01-10", "2026-01-11", "2026-01-12"], chart.Labels);
        Assert.Equal(["0", "1.10", "0"], chart.Series[0].Values);
        Assert.Equal(["9747747.934", "0", "0"], chart.Series[1].Values);
        Assert.Equal(["2026-01-07", "2026-01-08", "2026-01-09"], chart.Series[1].Labels!);
        Assert.Equal("2026-01-10/2026-01-10", chart.Links![0]);
    }

    [Theory]
    [InlineData(10, 8, 2, 0.25)]
    [InlineData(8, 10, -2, -0.2)]
    [InlineData(5, -10, 15, 1.5)]
    public void A_change_is_relative_to_the_earlier_figure(double now, double before, double difference, double ratio) =>
        Assert.Equal(new Change((decimal)difference, (decimal)ratio), Change.Of((decimal)now, (decimal)before));

    [Fact]
    public void A_change_from_zero_has_no_ratio() => Assert.Equal(new Change(3, null), Change.Of(3, 0));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static PageRange Read(string query)
    {
        Dictionary<string, string> parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        return PageRange.Read(parameters.GetValueOrDefault, Today);
    }

    private static Sales SalesOf(params (DateOnly Day, decimal Revenue)[] days) => new()
    {
        Interval = "day",
        Items =
        [
            .. days.Select(day =>
            {
                // The chart reads only these figures. The others are not initialized, because the API may add more.
                var interval = (Interval)RuntimeHelpers.GetUninitializedObject(typeof(Interval));
                interval.Start = day.Day;
                interval.NetRevenue = day.Revenue;
                return interval;
            }),
        ],
    };
}
