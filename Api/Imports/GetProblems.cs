using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.IO;
using System.Text;
using Microsoft.Net.Http.Headers;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Imports;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Api.Imports;

/// <summary>A row or receipt of a file that was not recorded.</summary>
/// <param name="Line">Line of the file, from 1; the header is line 1.</param>
/// <param name="Kind">
/// Rejected: the row cannot be read, or its receipt has such a row. Conflict: the ledger has the receipt's id with other content.
/// </param>
/// <param name="Receipt">The receipt's number; null where it could not be read.</param>
/// <param name="Field">The column concerned; null where it is the row or the receipt as such.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Recorded">Of a conflict: the value in the ledger.</param>
/// <param name="Sent">Of a conflict: the value in the file.</param>
internal sealed record ImportProblemAnswer(
    long Line,
    [property: AllowedValues("rejected", "conflict")] string Kind,
    string? Receipt,
    string? Field,
    string Reason,
    string? Recorded,
    string? Sent)
{
    public static ImportProblemAnswer Of(ImportProblem problem) => new(
        problem.Line,
        problem.Kind switch
        {
            ImportProblemKind.Rejected => "rejected",
            ImportProblemKind.Conflict => "conflict",
            _ => throw new InvalidOperationException($"A problem is of kind {problem.Kind}."),
        },
        problem.Receipt.Length == 0 ? null : problem.Receipt,
        problem.Field.Length == 0 ? null : problem.Field,
        problem.Reason,
        problem.Recorded,
        problem.Sent);
}

/// <summary>A page of the list.</summary>
internal sealed record ImportProblemPage(IReadOnlyList<ImportProblemAnswer> Items, string? Next);

/// <summary><c>GET /imports/{id}/problems</c> and <c>/imports/{id}/rejects</c>.</summary>
internal static class GetProblems
{
    private const string List = "import-problems";
    private const string CsvType = "text/csv";

    public static void MapGetProblems(this IEndpointRouteBuilder api)
    {
        api.MapGet("/imports/{id}/problems", ProblemsAsync).ForProducers().ForStoresInContent().Describe(
            new Operation("listImportProblems", Tags.Imports, "Rows of a file that were not recorded, by line")
            {
                Description =
                    "Every row of a rejected receipt, and every field in which a receipt differs from what the ledger holds under its id. "
                    + "`Accept: text/csv` or `format=csv` returns all problems as CSV (RFC 4180); a cell that a spreadsheet would evaluate "
                    + "as a formula begins with an apostrophe.",
            }
                .Id("import", Examples.ImportId)
                .With(Parameter.Limit, Parameter.Cursor, Parameter.Word("format", "The format of the answer; takes precedence over "
                    + "`Accept`.", "json", "json", "csv"))
                .Answers(
                    200, "A page, or all problems as CSV.", new ImportProblemPage([Examples.ImportProblem], null),
                    ApiJson.Default.ImportProblemPage)
                .AnswersText(200, "", CsvType, Examples.Problems)
                .Refuses(400, 404, 503)).LimitDownloads();
        api.MapGet("/imports/{id}/rejects", RejectsAsync).ForProducers().ForStoresInContent().Describe(
            new Operation("getImportRejects", Tags.Imports, "Rows that were rejected")
            {
                Description = "The rejected rows of `/problems`, as CSV (RFC 4180).",
            }
                .Id("import", Examples.ImportId)
                .AnswersText(200, "Line, invoice and reason of each row.", CsvType, Examples.Rejects)
                .Refuses(404, 503)).LimitDownloads();
    }

    private static async Task<IResult> ProblemsAsync(
        string id,
        HttpRequest request,
        ProblemReader reader,
        ImportAccess access,
        IGrainFactory grains,
        Retry retry,
        CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        int limit = query.Limit();
        ImportProblemCursor? after = After(query);
        string? format = query.Text("format");
        if (format is not (null or "json" or "csv")) query.Problems.Add("format", "must be json or csv");
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        if (await GetImports.StatusAsync(id, grains, retry, cancel) is null) return Problem.NotFound("import");
        if (await access.RefuseAsync(request.HttpContext, id, cancel) is { } refused) return refused;

        if (format == "csv" || (format is null && PrefersCsv(request)))
        {
            string[] header = ["line", "kind", "receipt", "field", "reason", "recorded", "sent"];
            IAsyncEnumerable<ImportProblem> problems = reader.AllAsync(id, request.HttpContext);
            return await WriteCsvAsync(request.HttpContext.Response, header, problems.Select(ImportProblemAnswer.Of).Select(
                problem => new[]
                {
                    Text(problem.Line), problem.Kind, problem.Receipt, problem.Field, problem.Reason, problem.Recorded, problem.Sent,
                }));
        }

        // The extra item shows whether there is a next page.
        IReadOnlyList<ImportProblem> found = await reader.PageAsync(id, after, limit + 1, request.HttpContext);
        ImportProblemAnswer[] items = PageSize.Fit(
            [.. found.Take(limit).Select(ImportProblemAnswer.Of)], ApiJson.Default.ImportProblemAnswer);
        string? next = found.Count > items.Length ? CursorAfter(found[items.Length - 1]) : null;
        return JsonAnswer.Ok(new ImportProblemPage(items, next), ApiJson.Default.ImportProblemPage);
    }

    private static async Task<IResult> RejectsAsync(
        string id,
        HttpResponse response,
        ProblemReader reader,
        ImportAccess access,
        IGrainFactory grains,
        Retry retry,
        CancellationToken cancel)
    {
        if (await GetImports.StatusAsync(id, grains, retry, cancel) is null) return Problem.NotFound("import");
        if (await access.RefuseAsync(response.HttpContext, id, cancel) is { } refused) return refused;
        return await WriteCsvAsync(response, ["line", "invoice", "reason"], reader.AllAsync(id, response.HttpContext)
            .Where(problem => problem.Kind == ImportProblemKind.Rejected)
            .Select(problem => new[] { Text(problem.Line), problem.Receipt, problem.FullReason }));
    }

    private static async Task<IResult> WriteCsvAsync(HttpResponse response, string[] header, IAsyncEnumerable<string?[]> records)
    {
        response.ContentType = $"{CsvType}; charset=utf-8";
        await using var csv = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await csv.WriteAsync(CsvText.Record(header));
        await foreach (string?[] record in records) await csv.WriteAsync(CsvText.Record(record));
        return Results.Empty;
    }

    private static bool PrefersCsv(HttpRequest request)
    {
        IList<MediaTypeHeaderValue> accepted = request.GetTypedHeaders().Accept;
        double csv = QualityOf("csv");
        return csv > 0 && csv >= QualityOf("json");

        double QualityOf(string subtype) => accepted
            .Where(type => type.SubType.Equals(subtype, StringComparison.OrdinalIgnoreCase))
            .Select(type => type.Quality ?? 1)
            .DefaultIfEmpty(0)
            .Max();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string CursorAfter(ImportProblem problem) =>
        Cursor.Write(List, Text(problem.Line), Text(problem.Ordinal));

    private static ImportProblemCursor? After(QueryReader query)
    {
        if (query.Cursor(List, parts: 2) is not [var line, var ordinal]) return null;
        if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out long at)
            && int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return new ImportProblemCursor(at, number);
        }

        query.RefuseCursor();
        return null;
    }
}
