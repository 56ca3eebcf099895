using System.Runtime.CompilerServices;
using Microsoft.OpenApi;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Api.Export;

/// <summary>Exports lists of entities, by id: an entity appears once, even if figures change during the export.</summary>
internal sealed class EntityExports(
    IProjectionStore projections, QueryGate queries, FigureCurrencies currencies, ExportWriter writer, Retry retry)
{
    /// <summary>The parameters that <see cref="AnswerAsync"/> reads.</summary>
    public static OpenApiParameter[] Parameters =>
    [
        ExportFormats.FormatParameter,
        Parameter.Text("currency", "Only entities that have figures in this currency, with these figures."),
        Parameter.Text("q", "Only entities whose id or name begins with this text, ignoring case."),
        Parameter.AtLeast,
    ];

    public async Task<IResult> AnswerAsync<T>(
        HttpContext http, EntityKind kind, ExportShape<T> shape, Func<EntityRow, CurrencyView, T> answerOf)
    {
        var query = new QueryReader(http.Request.Query);
        ExportFormat format = ExportFormats.Read(query);
        CurrencyFilter? currency = currencies.FilterOf(CurrencyQuery.ReadOnly(query));
        var list = new EntityQuery(
            kind, EntitySort.Id, Descending: false, query.Text("q"), After: null, ExportWriter.PageItems, currency);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        CurrencyView view = currencies.Everything;
        return await writer.WriteAsync(
            http, shape, format, PagesAsync(list, CallerKey.Of(http), row => answerOf(row, view), http.RequestAborted));
    }

    private async IAsyncEnumerable<IReadOnlyList<T>> PagesAsync<T>(
        EntityQuery query, CallerKey caller, Func<EntityRow, T> answerOf, [EnumeratorCancellation] CancellationToken cancel)
    {
        EntityPage page;
        do
        {
            EntityQuery asked = query;
            page = await retry.QueryAsync(
                () => queries.RunAsync(caller, QueryCost.Page, token => projections.ListAsync(asked, token), cancel), cancel);
            if (page.Items.Count == 0) yield break;
            yield return [.. page.Items.Select(answerOf)];
            query = query with { After = new EntityCursor(0, page.Items[^1].Id) };
        }
        while (page.More);
    }
}
