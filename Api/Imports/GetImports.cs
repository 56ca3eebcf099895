using System.ComponentModel.DataAnnotations;
using System.Globalization;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Api.Imports;

/// <summary>How far an import is.</summary>
/// <param name="ImportId">Its id.</param>
/// <param name="Name">The file's name.</param>
/// <param name="State">Failed: given up; what was recorded before stays.</param>
/// <param name="Rows">Data rows dealt with so far.</param>
/// <param name="RowsTotal">Data rows in the file; null until they are counted.</param>
/// <param name="Transactions">Invoices dealt with so far, rejected ones not included.</param>
/// <param name="Recorded">Those newly recorded.</param>
/// <param name="Duplicates">Those that the ledger had already.</param>
/// <param name="Conflicts">Those whose id the ledger has with other content.</param>
/// <param name="Rejected">Invoices (not rows) that were rejected; a row whose invoice number can't be read counts as one.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while it runs.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="RowsRecorded">Rows of newly recorded invoices. The counts of rows add up to `rows`; they are null of imports from before they were counted.</param>
/// <param name="RowsDuplicate">Rows of invoices that the ledger had already.</param>
/// <param name="RowsConflict">Rows of invoices whose id the ledger has with other content.</param>
/// <param name="RowsRejected">Rows that can't be read, or whose invoice has such a row.</param>
/// <param name="RowsIgnored">Rows without any value.</param>
/// <param name="Queued">It is running, but waits until other imports have ended.</param>
internal sealed record ImportAnswer(
    string ImportId,
    string Name,
    [property: AllowedValues("running", "completed", "failed")] string State,
    long Rows,
    long? RowsTotal,
    long Transactions,
    long Recorded,
    long Duplicates,
    long Conflicts,
    long Rejected,
    DateTime StartedAt,
    DateTime? FinishedAt,
    string? Error,
    long? RowsRecorded,
    long? RowsDuplicate,
    long? RowsConflict,
    long? RowsRejected,
    long? RowsIgnored,
    bool Queued)
{
    public static ImportAnswer Of(string id, ImportStatus status) => new(
        id,
        status.Name,
        StateOf(status.Phase),
        status.RowCounts?.Sum() ?? status.Rows,
        status.RowsTotal,
        status.Transactions,
        status.Recorded,
        status.Duplicates,
        status.Conflicts,
        status.Rejected,
        status.StartedAt,
        status.FinishedAt,
        status.Error,
        status.RowCounts?.Recorded,
        status.RowCounts?.Duplicate,
        status.RowCounts?.Conflict,
        status.RowCounts?.Rejected,
        status.RowCounts?.Ignored,
        status.Queued);

    /// <summary>A stored file whose import has not begun.</summary>
    public static ImportAnswer Waiting(ImportFile file) => Of(
        file.ImportId, new ImportStatus(file.Name, ImportPhase.Running, 0, null, 0, 0, 0, 0, 0, file.StartedAt, null, null, ImportRows.None, Queued: true));

    private static string StateOf(ImportPhase phase) => phase switch
    {
        ImportPhase.Running => "running",
        ImportPhase.Completed => "completed",
        ImportPhase.Failed => "failed",
        _ => throw new InvalidOperationException($"An import is in phase {phase}."),
    };
}

/// <summary>A page of the list.</summary>
internal sealed record ImportPage(IReadOnlyList<ImportAnswer> Items, string? Next);

/// <summary><c>GET /imports</c> and <c>/imports/{id}</c>.</summary>
internal static class GetImports
{
    private const string List = "imports";

    public static void MapGetImports(this IEndpointRouteBuilder api)
    {
        api.MapGet("/imports", ListAsync).ForProducers().ForStoresInContent().Describe(
            new Operation("listImports", Tags.Imports, "Imports, newest first")
                .With(Parameter.Limit, Parameter.Cursor)
                .Answers(200, "A page.", new ImportPage([Examples.Import], null), ApiJson.Default.ImportPage)
                .Refuses(400, 503));
        api.MapGet("/imports/{id}", GetAsync).ForProducers().ForStoresInContent().Describe(
            new Operation("getImport", Tags.Imports, "How far an import is")
                .Id("import", Examples.ImportId)
                .Answers(200, "The import.", Examples.Import, ApiJson.Default.ImportAnswer)
                .Refuses(404, 503));
    }

    private static async Task<IResult> GetAsync(
        string id, HttpContext http, ImportAccess access, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        if (await StatusAsync(id, grains, retry, cancel) is not { } status) return Problem.NotFound("import");
        return await access.RefuseAsync(http, id, cancel) ?? JsonAnswer.Ok(ImportAnswer.Of(id, status), ApiJson.Default.ImportAnswer);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, IImportStore imports, IGrainFactory grains, QueryGate queries, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        ImportCursor? after = After(query);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);

        IReadOnlyCollection<string>? within = request.HttpContext.GetStoreScope().Stores;
        // The extra item shows whether there is a next page.
        IReadOnlyList<ImportFile> files = await retry.QueryAsync(
            () => queries.RunAsync(
                CallerKey.Of(request.HttpContext), QueryCost.Page, token => imports.ListAsync(after, within, limit + 1, token), cancel),
            cancel);
        ImportAnswer[] items = PageSize.Fit(await Task.WhenAll(files.Take(limit).Select(AnswerAsync)), ApiJson.Default.ImportAnswer);
        string? next = files.Count > items.Length ? CursorAfter(files[items.Length - 1]) : null;
        return JsonAnswer.Ok(new ImportPage(items, next), ApiJson.Default.ImportPage);

        async Task<ImportAnswer> AnswerAsync(ImportFile file) =>
            await StatusAsync(file.ImportId, grains, retry, cancel) is { } status
                ? ImportAnswer.Of(file.ImportId, status)
                : ImportAnswer.Waiting(file);
    }

    public static async Task<ImportStatus?> StatusAsync(string id, IGrainFactory grains, Retry retry, CancellationToken cancel) =>
        TransactionRules.Id(id) is null
            ? await retry.ReadAsync(grains.GetImport(id).StatusAsync, cancel)
            : null;

    private static string CursorAfter(ImportFile file) =>
        Cursor.Write(List, file.StartedAt.Ticks.ToString(CultureInfo.InvariantCulture), file.ImportId);

    private static ImportCursor? After(QueryReader query)
    {
        if (query.Cursor(List, parts: 2) is not [var time, var id]) return null;
        if (QueryReader.TryParseTicks(time, out DateTime at)) return new ImportCursor(at, id);
        query.RefuseCursor();
        return null;
    }
}
