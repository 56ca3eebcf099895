using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Api.Imports;

/// <summary>The import that was begun.</summary>
internal sealed record ImportStarted(string ImportId);

/// <summary><c>POST /imports</c>: stores a file and begins its import.</summary>
internal static class PostImport
{
    private const string DefaultName = "upload.csv";

    /// <summary>Stored files that wait for their import use space in the database.</summary>
    private const int MaxUnfinished = 200;

    private static readonly TimeSpan RetryLater = TimeSpan.FromMinutes(1);

    public static void MapPostImport(this IEndpointRouteBuilder api) =>
        api.MapPost("/imports", PostAsync).ForProducers().ForStoresInContent().LimitUploads().WithMetadata(new TakesGzipItself()).Describe(
            new Operation("postImport", Tags.Imports, "Import a file")
            {
                Description =
                    "A CSV file (RFC 4180, UTF-8) with a header: `InvoiceNo|Invoice`, `StockCode`, `Description`, `Quantity`, "
                    + "`InvoiceDate`, `UnitPrice|Price`, `CustomerID|Customer ID`, `Country` (the store). All rows of an invoice number "
                    + "are one transaction; date, store and customer may be left empty in its later rows. Times are `2010-12-01 08:26:00`, "
                    + "in the store's time zone, or with `Z` or an offset; or `12/1/2010 8:26`, month first. The body may have "
                    + "`Content-Encoding: gzip`. `/imports/{id}/problems` lists what was not recorded.",
            }
                .With(Parameter.Text("name", "The file's name."))
                .Takes("text/csv", RequestSchemas.Text("At most 100 MB."), Examples.Csv)
                .Takes("application/gzip", RequestSchemas.Bytes("The same, compressed."), "")
                .Takes("multipart/form-data", RequestSchemas.FileFormOf, "")
                .Answers(
                    202, "The file is stored and its import has started.", Examples.ImportBegun, ApiJson.Default.ImportStarted, "Location")
                .Refuses(400, 413, 415, 503)).LimitUploadTime();

    private static async Task<IResult> PostAsync(
        HttpRequest request,
        IImportStore imports,
        IGrainFactory grains,
        Retry retry,
        AuditTrail auditTrail,
        TimeProvider time,
        CancellationToken cancel)
    {
        try
        {
            return await StoreAsync(request, imports, grains, retry, auditTrail, time, cancel);
        }
        catch (BadFormException bad)
        {
            return Problem.BadInput("form", bad.Message);
        }
    }

    private static async Task<IResult> StoreAsync(
        HttpRequest request,
        IImportStore imports,
        IGrainFactory grains,
        Retry retry,
        AuditTrail auditTrail,
        TimeProvider time,
        CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        string? name = query.Text("name");
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        if (await ImportUpload.OfAsync(request, cancel) is not { } upload)
            return new Problem(
                StatusCodes.Status415UnsupportedMediaType,
                "A file must be sent as text/csv, also with Content-Encoding: gzip, as application/gzip, or as the file of a "
                    + "multipart/form-data.");
        if (await upload.RefuseAsync(cancel) is { } refused) return refused;
        if ((await retry.QueryAsync(() => imports.UnfinishedAsync(cancel), cancel)).Count >= MaxUnfinished)
            return new Problem(
                StatusCodes.Status503ServiceUnavailable,
                $"{MaxUnfinished} imports are unfinished. Retry later.")
            {
                RetryAfter = RetryLater,
            };

        ImportFile file = Describe(name ?? upload.FileName, upload.Gzip, request.HttpContext, time);
        await imports.UploadAsync(file, upload.Content, cancel);
        // Audited only after the whole file has arrived, so that aborted uploads do not fill the audit.
        return await auditTrail.RunAsync(
            request.HttpContext, "import.begin", file.ImportId, file.Name, () => BeginAsync(file, grains, retry, cancel));
    }

    private static async Task<IResult> BeginAsync(ImportFile file, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        // The file is stored: if this call is lost, the import is found and begun later.
        IImportGrain import = grains.GetImport(file.ImportId);
        await retry.ReadAsync(
            async () =>
            {
                await import.StartAsync(file.Name);
                return true;
            },
            cancel);
        return new JsonAnswer<ImportStarted>(
            StatusCodes.Status202Accepted, new ImportStarted(file.ImportId), ApiJson.Default.ImportStarted)
        {
            Location = $"{Routes.Base}/imports/{file.ImportId}",
        };
    }

    private static ImportFile Describe(string? name, bool gzip, HttpContext http, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        string fileName = string.IsNullOrEmpty(name) || TransactionRules.Text(name) is not null ? DefaultName : name;
        return new ImportFile(
            Guid.CreateVersion7(now).ToString("N"),
            fileName,
            TransactionRules.WholeMicroseconds(now.UtcDateTime),
            gzip,
            http.GetStoreScope().Stores is { } stores ? [.. stores] : null,
            Caller.NameOf(http.User));
    }
}
