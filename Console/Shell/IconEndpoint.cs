using RetailGrains.WebConsole.Assets;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.WebConsole.Shell;

/// <summary>The icon that browsers request by default, for example on the API's own pages.</summary>
internal static class IconEndpoint
{
    public static void MapIcon(this IEndpointRouteBuilder console) =>
        console.MapMethods("/favicon.ico", [HttpMethods.Get, HttpMethods.Head], (ConsoleAssets assets) =>
            TypedResults.Bytes(assets.Find("js/icon.svg")!.Content, "image/svg+xml")).NeedsNoSession();
}
