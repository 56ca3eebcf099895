using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using RetailGrains.Client;
using RetailGrains.WebConsole.Entities;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.Shell;

namespace RetailGrains.WebConsole.Customers;

/// <summary>The export and the erasure of a customer's personal data.</summary>
internal static class CustomerActions
{
    // People read the file, and browsers do not run it.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void MapCustomerActions(this IEndpointRouteBuilder console)
    {
        console.MapGet(CustomerPaths.Export, ExportAsync).DisableRequestTimeout();
        console.MapPost(CustomerPaths.Erase, EraseAsync);
    }

    /// <summary>The file's name does not contain the customer's id, because folders of downloads are shared and kept.</summary>
    private static async Task<IResult> ExportAsync(string id, PlatformConnection platform, HttpContext http, CancellationToken cancel)
    {
        try
        {
            CustomerExport export = (await platform.ConnectWithoutTimeout(http).ExportCustomerAsync(id, cancel)).Result;
            return Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(export, Readable), "application/json", "customer.json");
        }
        catch (Exception e) when (Failure.Is(e))
        {
            Flash.Set(http.Response, isProblem: true, Failure.Of(e).Message);
            return Results.LocalRedirect(CustomerPaths.PageOf(id));
        }
    }

    /// <summary>Answers with the pseudonym itself: a redirect would need a place to keep it.</summary>
    private static async Task<IResult> EraseAsync(HttpContext http, RetailApi api, CancellationToken cancel)
    {
        IFormCollection form = await PostedForm.ReadAsync(http, cancel);
        string id = form["id"].ToString();
        Erasure? erasure = null;
        IResult refused = await FormAction.RunAsync(http, form, CustomerPaths.PageOf(id), async () =>
        {
            if (form["confirmation"].ToString().Trim() != id.Trim())
                throw new FieldException("The customer was not erased: the id that you typed does not match.");
            erasure = (await api.EraseCustomerAsync(id, cancel)).Result;
            return "";
        });
        return erasure is null
            ? refused
            : new RazorComponentResult<ErasureAnswer>(new Dictionary<string, object?> { [nameof(ErasureAnswer.Erasure)] = erasure });
    }
}
