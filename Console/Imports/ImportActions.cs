using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using RetailGrains.Client;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.Shell;

namespace RetailGrains.WebConsole.Imports;

/// <summary>Passes files to the API, and lists of rejects to the browser, as they come.</summary>
internal static class ImportActions
{
    /// <summary>A file of the size that the API accepts, and the form around it.</summary>
    private const long MaxUpload = 101 * 1024 * 1024;

    private const string FormType = "multipart/form-data";

    public static void MapImportActions(this IEndpointRouteBuilder console)
    {
        console.MapPost(ImportPaths.Upload, UploadAsync).DisableRequestTimeout().WithMetadata(new RequestSizeLimitAttribute(MaxUpload));
        console.MapGet(ImportPaths.Rejects, GetRejectsAsync).DisableRequestTimeout();
        console.MapPost(ImportPaths.Undo, UndoAsync);
    }

    private static async Task<IResult> UndoAsync(HttpContext http, RetailApi api, CancellationToken cancel)
    {
        IFormCollection form = await PostedForm.ReadAsync(http, cancel);
        string id = form["id"].ToString();
        return await FormAction.RunAsync(http, form, ImportPaths.PageOf(id), async () =>
        {
            Import import = (await api.UndoImportAsync(id, cancel)).Result;
            return import.Undo?.State == "completed" ? "This import was undone before." : "The undo has started.";
        });
    }

    private static async Task<IResult> UploadAsync(HttpContext http, PlatformConnection platform, CancellationToken cancel)
    {
        try
        {
            if (await FileOfAsync(http.Request, cancel) is not { } file) return Refuse(http, "Choose a file first.");
            ApiResponse<ImportStarted> started = await platform.ConnectWithoutTimeout(http).PostImportAsync(file.FileName, file, cancel);
            string page = ImportPaths.PageOf(started.Result.ImportId);
            return WantsJson(http) ? Results.Json(new { page }) : Results.LocalRedirect(page);
        }
        catch (Exception e) when (Failure.Is(e) || e is InvalidDataException)
        {
            return Refuse(http, Failure.Is(e) ? Failure.Of(e).Message : "The upload is not a form with a file.");
        }
    }

    /// <summary>The file of the form; it is not read before it is passed on. Null when none was chosen.</summary>
    private static async Task<FileParameter?> FileOfAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || type.MediaType != FormType
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary) return null;
        var reader = new MultipartReader(boundary.ToString(), request.Body);
        while (await reader.ReadNextSectionAsync(cancel) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } part || !part.IsFileDisposition()) continue;
            string name = (part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).ToString();
            if (name.Length > 0) return new FileParameter(section.Body, name, "text/csv");
        }

        return null;
    }

    private static bool WantsJson(HttpContext http) =>
        http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal);

    private static IResult Refuse(HttpContext http, string problem)
    {
        if (WantsJson(http)) return Results.Json(new { problem }, statusCode: StatusCodes.Status400BadRequest);
        Flash.Set(http.Response, isProblem: true, problem);
        return Results.LocalRedirect(ImportPaths.List);
    }

    private static async Task<IResult> GetRejectsAsync(string id, RetailApi api, HttpContext http, CancellationToken cancel)
    {
        try
        {
            FileResponse rejects = await api.GetImportRejectsAsync(id, cancel);
            http.Response.RegisterForDispose(rejects);
            return Results.Stream(rejects.Stream, "text/csv; charset=utf-8", "rejects.csv");
        }
        catch (Exception e) when (Failure.Is(e))
        {
            Flash.Set(http.Response, isProblem: true, Failure.Of(e).Message);
            return Results.LocalRedirect(ImportPaths.PageOf(id));
        }
    }
}
