using RetailGrains.Api.Http;
using RetailGrains.Figures;

namespace RetailGrains.Api.Figures;

/// <summary>An entity's figures by interval, the same for stores, products and customers.</summary>
internal static class EntitySales
{
    /// <summary>Days of one that nothing names are no days, and a 404.</summary>
    /// <param name="request">With interval, from and to.</param>
    /// <param name="entity">The grain.</param>
    /// <param name="isKnownAsync">Asked when it has no transaction: whether the catalogue names it.</param>
    /// <param name="what">store, product or customer.</param>
    /// <param name="retry">Calls again.</param>
    public static async Task<IResult> AnswerAsync(
        HttpRequest request, IFigureGrain entity, Func<ValueTask<bool>> isKnownAsync, string what, Retry retry)
    {
        CancellationToken cancel = request.HttpContext.RequestAborted;
        var query = new QueryReader(request.Query);
        if (SalesQuery.Read(query) is not { } asked) return Problem.BadInput(query.Problems);
        EntityFigures figures = await retry.ReadAsync(() => entity.FiguresAsync(withDays: true, asked.From, asked.To), cancel);
        return figures.Totals.Transactions > 0 || await retry.ReadAsync(isKnownAsync, cancel)
            ? asked.Answer(figures.Days)
            : Problem.NotFound(what);
    }
}
