using RetailGrains.Client;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.Shell;

namespace RetailGrains.WebConsole.Entities;

/// <summary>Changes catalogue entries.</summary>
internal static class CatalogueEndpoint
{
    public static void MapCatalogue(this IEndpointRouteBuilder console)
    {
        foreach (EntityKind kind in new[] { EntityKind.Stores, EntityKind.Products, EntityKind.Customers })
        {
            console.MapPost(
                kind.ItemPath + "/entry",
                (HttpContext http, RetailApi api, CancellationToken cancel) => PutAsync(kind, http, api, cancel));
        }
    }

    private static async Task<IResult> PutAsync(EntityKind kind, HttpContext http, RetailApi api, CancellationToken cancel)
    {
        IFormCollection form = await PostedForm.ReadAsync(http, cancel);
        string id = form["id"].ToString();
        return await FormAction.RunAsync(
            http,
            form,
            $"{kind.ItemPath}?id={Uri.EscapeDataString(id)}",
            async () =>
            {
                await kind.PutAsync(api, id, name => form[name].ToString().Trim() is { Length: > 0 } value ? value : null, cancel);
                return "The catalogue entry is saved.";
            });
    }
}
