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

/// <summary>The progress of an import.</summary>
/// <param name="ImportId">The import's id.</param>
/// <param name="Name">The file's name.</param>
/// <param name="State">`failed`: the import stopped; what it had recorded remains recorded.</param>
/// <param name="Rows">Number of data rows processed so far.</param>
/// <param name="RowsTotal">Number of data rows in the file; null until they are counted.</param>
/// <param name="Transactions">Number of invoices processed so far, without rejected ones.</param>
/// <param name="Recorded">Number of newly recorded invoices.</param>
/// <param name="Duplicates">Number of invoices that the ledger already had.</param>
/// <param name="Conflicts">Number of invoices whose id the ledger has with other content.</param>
/// <param name="Rejected">Number of rejected invoices (not rows). A row without a readable invoice number counts as one.</param>
/// <param name="StartedAt">When it started, in UTC.</param>
/// <param name="FinishedAt">When it ended, in UTC; null while it runs.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="RowsRecorded">
/// Number of rows of newly recorded invoices. The counts of rows add up to `rows`; they are null for imports of versions that did not count
/// them.
/// </param>
/// <param name="RowsDuplicate">Number of rows of invoices that the ledger already had.</param>
/// <param name="RowsConflict">Number of rows of invoices whose id the ledger has with other content.</param>
/// <param name="RowsRejected">Number of rows that cannot be read, or whose invoice has such a row.</param>
/// <param name="RowsIgnored">Number of rows without any value.</param>
/// <param name="Queued">Whether the import waits until others have ended.</param>
/// <param name="Undo">The undo of the import; null when none was requested.</param>
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
    bool Queued,
    ImportUndoAnswer? Undo = null)
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
        status.Queued,
        status.Undo is { } undo ? ImportUndoAnswer.Of(undo) : null);

    /// <summary>A stored file whose import has not begun.</summary>
    public static ImportAnswer Waiting(ImportFile file) => Of(
        file.ImportId,
        new ImportStatus(file.Name, ImportPhase.Running, 0, null, 0, 0, 0, 0, 0, file.StartedAt, null, null, ImportRows.None,
            Queued: true));

    public static string StateOf(ImportPhase phase) => phase switch
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
            new Operation("getImport", Tags.Imports, "Progress of an import")
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
