using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Description;
using RetailGrains.Api.Export;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Walks;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Api.Figures;

/// <summary>The endpoints of a kind of entity: the list, and for each entity its figures, its sales and its catalogue entry.</summary>
/// <typeparam name="TGrain">The entity's grain.</typeparam>
/// <typeparam name="TView">What the grain returns.</typeparam>
/// <typeparam name="TAnswer">What the API answers.</typeparam>
internal sealed class EntityEndpoints<TGrain, TView, TAnswer>
    where TGrain : IFigureGrain
    where TView : class
    where TAnswer : class
{
    private const string Unknown = "No transaction and no catalogue entry has this id.";

    public required EntityKind Kind { get; init; }

    /// <summary>Such as <c>/stores</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The tag, which is the plural of the kind's name: one of <see cref="Tags"/>.</summary>
    public required string Tag { get; init; }

    /// <summary>One entity, in a sentence: store.</summary>
    public required string Word { get; init; }

    public required string ExampleId { get; init; }

    public required TAnswer Example { get; init; }

    public required EntityPageAnswer<TAnswer> ExamplePage { get; init; }

    public required JsonTypeInfo<TAnswer> AnswerType { get; init; }

    public required JsonTypeInfo<EntityPageAnswer<TAnswer>> PageType { get; init; }

    /// <summary>Also receives the figures as they are shown.</summary>
    public required Func<string, TView, Totals, TAnswer> AnswerOfView { get; init; }

    public required Func<EntityRow, CurrencyView, TAnswer> AnswerOfRow { get; init; }

    public required Func<TView, EntityFigures> FiguresOf { get; init; }

    /// <summary>Null when neither a transaction nor the catalogue names the entity.</summary>
    public required Func<TGrain, ValueTask<TView?>> ReadAsync { get; init; }

    public required Func<TGrain, CatalogueEntry, Task> DescribeAsync { get; init; }

    public required CatalogueFields Fields { get; init; }

    public required Func<OpenApiDocument, IOpenApiSchema> EntrySchema { get; init; }

    public required string ExampleEntry { get; init; }

    public required ExportShape<TAnswer> Export { get; init; }

    public required string ExampleExport { get; init; }

    /// <summary>Products and customers have figures of all stores.</summary>
    private StoreRule Rule => Kind == EntityKind.Store ? StoreRule.InPath : StoreRule.AllStores;

    public void Map(IEndpointRouteBuilder api)
    {
        string name = Tag[..^1];
        api.MapGet(Path, ListAsync).ForViewers().ForAllStores().WaitAtLeast(EntryStage.Saved).Describe(
            new Operation($"list{Tag}", Tag, $"{Tag}, ranked")
                .With(EntityLists.Parameters)
                .AnswersFigures("A page.", ExamplePage, PageType));
        api.MapGet("/export" + Path, ExportAsync).ForViewers().ForAllStores().WaitAtLeast(EntryStage.Saved).Describe(
            new Operation($"export{Tag}", Tag, $"All {Path[1..]} of the list")
            {
                Description =
                    $"The entities of `{Path}`, in the order of their ids. The API reads them page by page while it sends them. In CSV a "
                    + "column has the name of its field, such as `totals.netRevenue`. A cell that a spreadsheet would evaluate as a "
                    + "formula begins with an apostrophe; numbers are exact. A connection that is closed early means that rows "
                    + "are missing.",
            }
                .With(EntityExports.Parameters)
                .AnswersText(200, "All rows.", ExportFormats.CsvType, ExampleExport)
                .AnswersText(200, "", ExportFormats.NdjsonType, "")
                .Refuses(400, 503)).LimitDownloads();
        api.MapGet(Path + "/{id}", GetAsync).ForViewers().WithMetadata(Rule).WaitAtLeast(EntryStage.Delivered).Describe(
            new Operation($"get{name}", Tag, $"A {Word} and its figures")
                .Id(Word, ExampleId)
                .With(CurrencyQuery.Parameters)
                .AnswersFigures($"The {Word}.", Example, AnswerType)
                .Refuses(404, Unknown)
                .Refuses(409, Refusals.NoRate));
        api.MapGet(Path + "/{id}/sales", SalesAsync).ForViewers().WithMetadata(Rule).WaitAtLeast(EntryStage.Delivered).Describe(
            new Operation($"get{name}Sales", Tag, $"A {Word}'s figures by interval")
                .Id(Word, ExampleId)
                .With(SalesQuery.Parameters)
                .AnswersFigures("The intervals, ascending.", Examples.Sales, ApiJson.Default.SalesAnswer)
                .Refuses(404, Unknown)
                .Refuses(409, Refusals.NoRate));
        api.MapPut(Path + "/{id}", PutAsync).ForOperators().LimitBody().Describe(
            new Operation($"put{name}", Tag, $"Write a {Word}'s catalogue entry")
                .Id(Word, ExampleId)
                .Takes("application/json", EntrySchema, ExampleEntry)
                .Answers(200, $"The {Word} with its catalogue entry as written.", Example, AnswerType)
                .Refuses(400, 413, 415, 503));
    }

    private Task<IResult> ListAsync(HttpRequest request, ListCache lists, ListWalks walks, FigureCurrencies currencies) =>
        EntityLists.AnswerAsync(request, Kind, lists, walks, currencies, AnswerOfRow, AnswerType, PageType);

    private Task<IResult> ExportAsync(HttpContext http, EntityExports exports) => exports.AnswerAsync(http, Kind, Export, AnswerOfRow);

    private async Task<IResult> GetAsync(
        string id, HttpRequest request, IGrainFactory grains, FigureCurrencies currencies, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        CurrencyQuery asked = CurrencyQuery.Read(query);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound(Word);
        TGrain entity = grains.GetGrain<TGrain>(id);
        TView? view = await retry.ReadAsync(() => ReadAsync(entity), cancel);
        if (view is null) return Problem.NotFound(Word);
        ShownFigures<Totals> shown = await currencies.ShowAsync(
            FiguresOf(view).Totals, async () => (await entity.FiguresAsync(withDays: true, null, null)).Days, asked, cancel);
        return (IResult?)shown.Problem ?? new FigureAnswer<TAnswer>(AnswerOfView(id, view, shown.Figures), AnswerType);
    }

    private async Task<IResult> SalesAsync(
        string id, HttpRequest request, IGrainFactory grains, FigureCurrencies currencies, QueryGate queries, Retry retry)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound(Word);
        TGrain entity = grains.GetGrain<TGrain>(id);
        return await EntitySales.AnswerAsync(
            request, entity, async () => await ReadAsync(entity) is not null, Word, currencies, queries, retry);
    }

    private async Task<IResult> PutAsync(
        string id,
        HttpContext http,
        IGrainFactory grains,
        FigureCurrencies currencies,
        Retry retry,
        AuditTrail auditTrail,
        CancellationToken cancel)
    {
        (CatalogueEntry entry, Problem? problem) = await CatalogueReader.ReadAsync(http, id, Fields);
        if (problem is not null) return problem;
        TGrain entity = grains.GetGrain<TGrain>(id);
        return await auditTrail.RunAsync(http, $"{Word}.put", id, entry.Given, () =>
            WriteAsync(id, entity, entry, currencies, retry, cancel));
    }

    private async Task<IResult> WriteAsync(
        string id, TGrain entity, CatalogueEntry entry, FigureCurrencies currencies, Retry retry, CancellationToken cancel)
    {
        // The write replaces the whole entry, so it may be retried.
        TView? written = await retry.ReadAsync(
            async () =>
            {
                await DescribeAsync(entity, entry);
                return await ReadAsync(entity);
            },
            cancel);
        return JsonAnswer.Ok(AnswerOfView(id, written!, currencies.Everything.Of(FiguresOf(written!).Totals)), AnswerType);
    }
}
