using Microsoft.OpenApi;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Figures;

/// <summary>The query of <c>/sales</c>.</summary>
internal sealed record SalesQuery(Interval Interval, DateOnly? From, DateOnly? To)
{
    /// <summary>The parameters that <see cref="Read"/> reads.</summary>
    public static OpenApiParameter[] Parameters =>
    [
        Parameter.Word("interval", "The interval that days are added up to; a week begins on Monday.", "day", "day", "week", "month", "year"),
        Parameter.From,
        Parameter.To,
    ];

    /// <summary>Null when the query is invalid; the problems are added to it.</summary>
    public static SalesQuery? Read(QueryReader query)
    {
        string name = query.Text("interval") ?? "day";
        if (!Intervals.TryParse(name, out Interval interval)) query.Problems.Add("interval", "must be day, week, month or year");
        (DateOnly? from, DateOnly? to) = query.Days();
        return query.Problems.Any ? null : new SalesQuery(interval, from, to);
    }

    public FigureAnswer<SalesAnswer> Answer(DayTotals[] days)
    {
        IntervalAnswer[] items = [.. Intervals.Fold(Interval, days).Select(interval => IntervalAnswer.Of(interval))];
        return new FigureAnswer<SalesAnswer>(new SalesAnswer(Intervals.NameOf(Interval), items), ApiJson.Default.SalesAnswer);
    }
}

/// <summary><c>GET /summary</c> and <c>GET /sales</c>: the chain's figures.</summary>
internal static class ChainFigures
{
    public static void MapChainFigures(this IEndpointRouteBuilder api)
    {
        api.MapGet("/summary", SummaryAsync).ForViewers().ForAllStores().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getSummary", Tags.Chain, "The chain's figures")
                .AnswersFigures("Over the whole ledger.", Examples.Summary, ApiJson.Default.SummaryAnswer));
        api.MapGet("/sales", SalesAsync).ForViewers().ForAllStores().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getSales", Tags.Chain, "The chain's figures by interval")
                .With(SalesQuery.Parameters)
                .AnswersFigures("Intervals with transactions, ascending.", Examples.Sales, ApiJson.Default.SalesAnswer));
    }

    private static async Task<IResult> SummaryAsync(IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        IChainGrain chain = grains.GetGrain<IChainGrain>(0);
        ChainSummary summary = await retry.ReadAsync(chain.SummaryAsync, cancel);
        return new FigureAnswer<SummaryAnswer>(SummaryAnswer.Of(summary), ApiJson.Default.SummaryAnswer);
    }

    private static async Task<IResult> SalesAsync(HttpRequest request, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        if (SalesQuery.Read(query) is not { } asked) return Problem.BadInput(query.Problems);
        IChainGrain chain = grains.GetGrain<IChainGrain>(0);
        ChainDays days = await retry.ReadAsync(() => chain.DaysAsync(asked.From, asked.To), cancel);
        return asked.Answer(days.Days);
    }
}
