using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Figures;

/// <summary><c>GET /summary</c> and <c>GET /sales</c>: the chain's figures.</summary>
internal static class ChainFigures
{
    public static void MapChainFigures(this IEndpointRouteBuilder api)
    {
        api.MapGet("/summary", SummaryAsync).ForViewers().ForAllStores().WaitAtLeast(EntryStage.Delivered).Describe(
            new Operation("getSummary", Tags.Chain, "The chain's figures")
            {
                Description = "With `in`, `totals` are converted by day; `guest` is not kept by day, so its amounts in other currencies "
                    + "stay in `byCurrency`.",
            }
                .With(CurrencyQuery.Parameters)
                .AnswersFigures("Over the whole ledger.", Examples.Summary, ApiJson.Default.SummaryAnswer)
                .Refuses(409, Refusals.NoRate));
        api.MapGet("/sales", SalesAsync).ForViewers().ForAllStores().WaitAtLeast(EntryStage.Delivered).Describe(
            new Operation("getSales", Tags.Chain, "The chain's figures by interval")
                .With(SalesQuery.Parameters)
                .AnswersFigures("The intervals, ascending.", Examples.Sales, ApiJson.Default.SalesAnswer)
                .Refuses(409, Refusals.NoRate));
    }

    private static async Task<IResult> SummaryAsync(
        HttpRequest request, IGrainFactory grains, FigureCurrencies currencies, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        CurrencyQuery asked = CurrencyQuery.Read(query);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        IChainGrain chain = grains.GetGrain<IChainGrain>(0);
        ChainSummary summary = await retry.ReadAsync(chain.SummaryAsync, cancel);
        ShownFigures<Totals> totals =
            await currencies.ShowAsync(summary.Totals, async () => (await chain.DaysAsync(null, null)).Days, asked, cancel);
        if (totals.Problem is { } problem) return problem;
        Totals guest = (currencies.Everything with { Only = asked.Only }).Of(summary.Guest);
        return new FigureAnswer<SummaryAnswer>(
            SummaryAnswer.Of(summary, TotalsAnswer.Of(totals.Figures), TotalsAnswer.Of(guest)), ApiJson.Default.SummaryAnswer);
    }

    private static async Task<IResult> SalesAsync(
        HttpRequest request, IGrainFactory grains, FigureCurrencies currencies, QueryGate queries, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        if (SalesQuery.Read(query) is not { } asked) return Problem.BadInput(query.Problems);
        IChainGrain chain = grains.GetGrain<IChainGrain>(0);
        return await asked.RunAsync(request.HttpContext, queries, async end =>
        {
            ChainDays days = await retry.ReadAsync(() => chain.DaysAsync(asked.FirstDay, asked.To), end);
            return await asked.AnswerAsync(days.Days, currencies, end);
        }, cancel);
    }
}
