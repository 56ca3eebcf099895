using Microsoft.OpenApi;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Figures;

namespace RetailGrains.Api.Figures;

/// <summary>The query of <c>/sales</c>.</summary>
/// <param name="Interval">The length of the intervals.</param>
/// <param name="From">The first day; null for no bound.</param>
/// <param name="To">The day after the last; null for no bound.</param>
/// <param name="Fill">Whether intervals without transactions are shown.</param>
/// <param name="Compare">What the intervals are compared with; null for no comparison.</param>
/// <param name="Currency">The currency of the figures.</param>
internal sealed record SalesQuery(
    Interval Interval, DateOnly? From, DateOnly? To, bool Fill, Comparison? Compare, CurrencyQuery Currency)
{
    /// <summary>The parameters that <see cref="Read"/> reads.</summary>
    public static OpenApiParameter[] Parameters =>
    [
        Parameter.Word(
            "interval", "The interval that days are added up to; a week begins on Monday.", "day", "day", "week", "month", "year"),
        Parameter.From,
        Parameter.To,
        .. CurrencyQuery.Parameters,
        Parameter.Word(
            "fill",
            "`true`: also intervals without transactions, from `from` or else the first transaction, to `to` or else the last one; at most "
            + $"{Intervals.MaxFilled:N0} intervals.",
            "false",
            "true",
            "false"),
        Parameter.Word(
            "compare",
            "Adds `previous` to each interval: the figures of the interval before (`previous`), or of the one a year before (`year`; of a "
            + "week, 52 weeks before). If `from` or `to` cuts an interval off, so is the one that it is compared with.",
            null,
            "previous",
            "year"),
    ];

    /// <summary>The first day whose figures are needed, for the intervals and for the comparison.</summary>
    public DateOnly? FirstDay => From is { } from && Compare is { } compare
        ? Comparisons.EarlierStart(compare, Interval, Intervals.StartOf(Interval, from))
        : From;

    /// <summary>Beyond this number of days the answer costs processor time and memory like a whole list.</summary>
    public const int MaxSmallDays = 800;

    /// <summary>Whether the answer may have many intervals, or be computed from many days.</summary>
    internal bool IsLarge => FirstDay is not { } from || To is not { } to || to.DayNumber - from.DayNumber > MaxSmallDays;

    /// <summary>Answers; large answers are computed one at a time.</summary>
    /// <param name="http">The request.</param>
    /// <param name="queries">Limits large answers.</param>
    /// <param name="answerAsync">Reads the figures and answers.</param>
    /// <param name="cancel">Cancels the request.</param>
    public Task<IResult> RunAsync(
        HttpContext http, QueryGate queries, Func<CancellationToken, Task<IResult>> answerAsync, CancellationToken cancel) =>
        IsLarge ? queries.RunAsync(CallerKey.Of(http), QueryCost.WholeList, answerAsync, cancel) : answerAsync(cancel);

    /// <summary>Null when the query is invalid; the problems are added to it.</summary>
    public static SalesQuery? Read(QueryReader query)
    {
        string name = query.Text("interval") ?? "day";
        if (!Intervals.TryParse(name, out Interval interval)) query.Problems.Add("interval", "must be day, week, month or year");
        (DateOnly? from, DateOnly? to) = query.Days();
        string fill = query.Text("fill") ?? "false";
        if (fill is not ("true" or "false")) query.Problems.Add("fill", "must be true or false");
        string? with = query.Text("compare");
        Comparison comparison = default;
        if (with is not null && !Comparisons.TryParse(with, out comparison)) query.Problems.Add("compare", "must be previous or year");
        CurrencyQuery currency = CurrencyQuery.Read(query);
        return query.Problems.Any
            ? null
            : new SalesQuery(interval, from, to, fill == "true", with is null ? null : comparison, currency);
    }

    /// <summary>Answers with the figures by interval.</summary>
    /// <param name="days">The figures of the days from <see cref="FirstDay"/> on, ascending.</param>
    /// <param name="currencies">Shows them in the requested currency.</param>
    /// <param name="cancel">Cancels the request.</param>
    public async Task<IResult> AnswerAsync(DayTotals[] days, FigureCurrencies currencies, CancellationToken cancel)
    {
        ShownFigures<DayTotals[]> shown = await currencies.ShowAsync(days, Currency, cancel);
        if (shown.Problem is { } problem) return problem;
        CurrencyView view = currencies.ViewOf(Currency);
        List<DayTotals>? intervals = Intervals.Fold(Interval, shown.Figures.Where(day => !(day.Day < From)));
        if (Fill) intervals = Intervals.Fill(Interval, intervals, From, To);
        if (intervals is null)
        {
            return Problem.BadInput(
                "fill", $"must not lead to more than {Intervals.MaxFilled} intervals: choose a later from or an earlier to");
        }

        Dictionary<DateOnly, Totals> byDay = Compare is null ? [] : shown.Figures.ToDictionary(day => day.Day, day => day.Totals);
        // In one currency, an interval without figures in it is one without transactions.
        IntervalAnswer[] items =
        [
            .. intervals.Select(one => new DayTotals(one.Day, Shown(one.Totals, view)))
                .Where(one => Fill || Currency.Only is null || !one.Totals.IsEmpty)
                .Select(one => IntervalAnswer.Of(
                    one, Compare is { } compare ? Shown(EarlierOf(compare, one.Day, byDay), view) : default(Totals?))),
        ];
        return new FigureAnswer<SalesAnswer>(new SalesAnswer(Intervals.NameOf(Interval), items), ApiJson.Default.SalesAnswer);
    }

    private Totals Shown(in Totals totals, CurrencyView view) =>
        totals.IsEmpty && Currency.In is { } code ? totals with { Currency = code } : view.Of(totals);

    private Totals EarlierOf(Comparison compare, DateOnly start, Dictionary<DateOnly, Totals> byDay)
    {
        Totals sum = default;
        (DateOnly first, DateOnly end) = Comparisons.EarlierDays(compare, Interval, start, From, To);
        for (DateOnly day = first; day < end; day = day.AddDays(1)) sum += byDay.GetValueOrDefault(day);
        return sum;
    }
}
