using RetailGrains.Client;
using RetailGrains.WebConsole.Entities;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.Shell;
using RetailGrains.WebConsole.SignIn;
using RetailGrains.WebConsole.Transactions;

namespace RetailGrains.WebConsole.Export;

/// <summary>Passes whole lists to the browser as CSV, as they come.</summary>
internal static class ExportActions
{
    public static void MapExportActions(this IEndpointRouteBuilder console)
    {
        foreach (EntityKind kind in (EntityKind[])[EntityKind.Stores, EntityKind.Products, EntityKind.Customers])
            Map(console, kind.ListPath, (api, page, _, cancel) => kind.ExportAsync(api, page.Query("q"), page.Currency, cancel));
        Map(console, TransactionPaths.List, (api, page, user, cancel) => TransactionFilter.Of(page, user).ExportAsync(api, cancel));
    }

    private static void Map(
        IEndpointRouteBuilder console,
        string list,
        Func<RetailApi, PageRequest, CurrentUser, CancellationToken, Task<FileResponse>> export) =>
        console.MapGet("/export" + list, async (
            HttpContext http, RetailApi api, PageRequest page, CurrentUser user, CancellationToken cancel) =>
        {
            try
            {
                FileResponse file = await export(api, page, user, cancel);
                http.Response.RegisterForDispose(file);
                return Results.Stream(file.Stream, "text/csv; charset=utf-8", $"{list[1..]}.csv");
            }
            catch (Exception e) when (Failure.Is(e))
            {
                Flash.Set(http.Response, isProblem: true, Failure.Of(e).Message);
                return Results.LocalRedirect(list);
            }
        }).DisableRequestTimeout();
}
