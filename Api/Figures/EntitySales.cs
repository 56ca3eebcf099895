using RetailGrains.Api.Answers;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Figures;

namespace RetailGrains.Api.Figures;

/// <summary>An entity's figures by interval, for stores, products and customers.</summary>
internal static class EntitySales
{
    /// <summary>Answers 404 when neither a transaction nor the catalogue names the entity.</summary>
    /// <param name="request">Its query is a <see cref="SalesQuery"/>.</param>
    /// <param name="entity">The entity's grain.</param>
    /// <param name="isKnownAsync">Whether the catalogue names the entity; called only when it has no transaction.</param>
    /// <param name="what">store, product or customer.</param>
    /// <param name="currencies">Shows the figures in the requested currency.</param>
    /// <param name="queries">Limits large answers.</param>
    /// <param name="retry">Retries the calls.</param>
    public static async Task<IResult> AnswerAsync(
        HttpRequest request,
        IFigureGrain entity,
        Func<ValueTask<bool>> isKnownAsync,
        string what,
        FigureCurrencies currencies,
        QueryGate queries,
        Retry retry)
    {
        CancellationToken cancel = request.HttpContext.RequestAborted;
        var query = new QueryReader(request.Query);
        if (SalesQuery.Read(query) is not { } asked) return Problem.BadInput(query.Problems);
        return await asked.RunAsync(request.HttpContext, queries, async end =>
        {
            EntityFigures figures = await retry.ReadAsync(() => entity.FiguresAsync(withDays: true, asked.FirstDay, asked.To), end);
            return !figures.Totals.IsEmpty || await retry.ReadAsync(isKnownAsync, end)
                ? await asked.AnswerAsync(figures.Days, currencies, end)
                : Problem.NotFound(what);
        }, cancel);
    }
}
