using System.Globalization;
using System.IO;
using System.Text;
using RetailGrains.Access;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Api.Imports;

/// <summary>How far an import is.</summary>
internal sealed record ImportAnswer(
    string ImportId,
    string Name,
    string State,
    long Rows,
    long? RowsTotal,
    long Transactions,
    long Recorded,
    long Duplicates,
    long Conflicts,
    long Rejected,
    DateTime StartedAt,
    DateTime? FinishedAt,
    string? Error)
{
    public static ImportAnswer Of(string id, ImportStatus status) => new(
        id,
        status.Name,
        StateOf(status.Phase),
        status.Rows,
        status.RowsTotal,
        status.Transactions,
        status.Recorded,
        status.Duplicates,
        status.Conflicts,
        status.Rejected,
        status.StartedAt,
        status.FinishedAt,
        status.Error);

    /// <summary>A file that is in store and whose import has yet to begin.</summary>
    public static ImportAnswer Waiting(ImportFile file) => Of(
        file.ImportId, new ImportStatus(file.Name, ImportPhase.Running, 0, null, 0, 0, 0, 0, 0, file.StartedAt, null, null));

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

/// <summary><c>GET /imports</c>, <c>/imports/{id}</c> and <c>/imports/{id}/rejects</c>.</summary>
internal static class GetImports
{
    private const string List = "imports";

    public static void MapGetImports(this IEndpointRouteBuilder api)
    {
        api.MapGet("/imports", ListAsync).ForProducers();
        api.MapGet("/imports/{id}", GetAsync).ForProducers();
        api.MapGet("/imports/{id}/rejects", RejectsAsync).ForProducers().DisableRequestTimeout();
    }

    private static async Task<IResult> GetAsync(string id, IGrainFactory grains, Retry retry, CancellationToken cancel) =>
        await StatusAsync(id, grains, retry, cancel) is { } status
            ? JsonAnswer.Ok(ImportAnswer.Of(id, status), ApiJson.Default.ImportAnswer)
            : Problem.NotFound("import");

    private static async Task<IResult> ListAsync(
        HttpRequest request, IImportStore imports, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        ImportPlace? after = After(query);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);

        // One more than asked for tells whether there is a next page.
        IReadOnlyList<ImportFile> files = await imports.ListAsync(after, limit + 1, cancel);
        ImportAnswer[] items = await Task.WhenAll(files.Take(limit).Select(AnswerAsync));
        string? next = files.Count > limit ? CursorAfter(files[limit - 1]) : null;
        return JsonAnswer.Ok(new ImportPage(items, next), ApiJson.Default.ImportPage);

        async Task<ImportAnswer> AnswerAsync(ImportFile file) =>
            await StatusAsync(file.ImportId, grains, retry, cancel) is { } status
                ? ImportAnswer.Of(file.ImportId, status)
                : ImportAnswer.Waiting(file);
    }

    private static async Task<IResult> RejectsAsync(
        string id, HttpResponse response, IImportStore imports, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        if (await StatusAsync(id, grains, retry, cancel) is null) return Problem.NotFound("import");
        response.ContentType = "text/csv; charset=utf-8";
        await using var csv = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await csv.WriteAsync("line,invoice,reason\r\n");
        await foreach (ImportReject reject in imports.RejectsAsync(id, cancel))
        {
            string row = string.Create(
                CultureInfo.InvariantCulture, $"{reject.Line},{Quoted(reject.Invoice)},{Quoted(reject.Reason)}\r\n");
            await csv.WriteAsync(row.AsMemory(), cancel);
        }

        return Results.Empty;
    }

    /// <summary>A field as RFC 4180 has it.</summary>
    public static string Quoted(string field) =>
        field.AsSpan().ContainsAny("\",\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static async Task<ImportStatus?> StatusAsync(string id, IGrainFactory grains, Retry retry, CancellationToken cancel) =>
        TransactionRules.Id(id) is null
            ? await retry.ReadAsync(grains.GetImport(id).StatusAsync, cancel)
            : null;

    private static string CursorAfter(ImportFile file) =>
        Cursor.Write(List, file.StartedAt.Ticks.ToString(CultureInfo.InvariantCulture), file.ImportId);

    private static ImportPlace? After(QueryReader query)
    {
        if (query.Cursor(List, parts: 2) is not [var time, var id]) return null;
        if (QueryReader.TryParseTicks(time, out DateTime at)) return new ImportPlace(at, id);
        query.RefuseCursor();
        return null;
    }
}
