using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Imports;

namespace RetailGrains.Api.Imports;

/// <summary><c>POST /imports/{id}/undo</c>: begins to annul what an import recorded.</summary>
internal static class UndoImport
{
    public static void MapUndoImport(this IEndpointRouteBuilder api) =>
        api.MapPost("/imports/{id}/undo", PostAsync).ForProducers().ForStoresInContent().LimitBody().Describe(
            new Operation("undoImport", Tags.Imports, "Undo an import")
            {
                Description =
                    "Annuls every receipt that this import recorded, on the receipt's own day, unless it has been voided or corrected "
                    + "since: the figures are as if it had never been imported. It continues after a restart and annuls nothing twice. "
                    + "`undo` of the import shows the progress. Ids stay taken: to record a receipt again, correct it "
                    + "(`PUT /transactions/{id}`). An undo that failed can be requested again.",
            }
                .Id("import", Examples.ImportId)
                .Answers(202, "The undo has started, or still runs.", Examples.ImportUndo, ApiJson.Default.ImportAnswer, "Location")
                .Answers(200, "The import was undone before.", Examples.ImportUndone, ApiJson.Default.ImportAnswer, "Location")
                .Refuses(404, 413, 503)
                .Refuses(409, "The import is still running. Nothing was annulled."));

    private static async Task<IResult> PostAsync(
        string id,
        HttpContext http,
        ImportAccess access,
        IGrainFactory grains,
        Retry retry,
        AuditTrail auditTrail,
        CancellationToken cancel)
    {
        if (await GetImports.StatusAsync(id, grains, retry, cancel) is not { } status) return Problem.NotFound("import");
        if (await access.RefuseAsync(http, id, cancel) is { } refused) return refused;
        // Only an undo that begins is audited, so that other requests cannot fill the audit.
        return status.Phase == ImportPhase.Running || status.Undo is { Phase: ImportPhase.Running or ImportPhase.Completed }
            ? AnswerOf(id, status)
            : await auditTrail.RunAsync(http, "import.undo", id, status.Name, () => BeginAsync(id, http, grains, retry, cancel));
    }

    private static async Task<IResult> BeginAsync(
        string id, HttpContext http, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        // An undo that has begun is not begun again, so the call may be retried.
        string? sub = Caller.NameOf(http.User);
        ImportStatus? status = await retry.ReadAsync(_ => grains.GetImport(id).UndoAsync(sub), cancel);
        return status is null ? Problem.NotFound("import") : AnswerOf(id, status);
    }

    private static IResult AnswerOf(string id, ImportStatus status)
    {
        if (status.Undo is not { } undo)
            return new Problem(StatusCodes.Status409Conflict, "This import is still running. Undo it when it has ended.");
        int answer = undo.Phase == ImportPhase.Completed ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        return new JsonAnswer<ImportAnswer>(answer, ImportAnswer.Of(id, status), ApiJson.Default.ImportAnswer)
        {
            Location = $"{Routes.Base}/imports/{id}",
        };
    }
}
