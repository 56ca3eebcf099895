using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.WebConsole.Assets;

/// <summary>Serves the static files.</summary>
internal static class AssetEndpoints
{
    private const string Permanently = "public, max-age=31536000, immutable";

    public static void MapAssets(this IEndpointRouteBuilder console) =>
        console.MapMethods(ConsoleAssets.Path + "/{version}/{**file}", [HttpMethods.Get, HttpMethods.Head], Get).NeedsNoSession();

    private static IResult Get(string version, string file, HttpContext http, ConsoleAssets assets, IOptions<ConsoleOptions> options)
    {
        if (assets.Find(file) is not { } asset) return TypedResults.NotFound();
        IHeaderDictionary headers = http.Response.Headers;
        headers.CacheControl = assets.IsCurrent(version, file) ? Permanently : "no-cache";
        headers.Vary = "Accept-Encoding";
        // Modules from another origin, such as a CDN, are loaded only with this header.
        if (options.Value.AssetsUrl is not null) headers.AccessControlAllowOrigin = "*";
        return TypedResults.Bytes(Encoded(asset, http.Request.Headers.AcceptEncoding, headers), asset.ContentType);
    }

    private static byte[] Encoded(Asset asset, StringValues accepted, IHeaderDictionary headers)
    {
        string encodings = accepted.ToString();
        if (encodings.Contains("br", StringComparison.Ordinal))
        {
            headers.ContentEncoding = "br";
            return asset.Brotli;
        }

        if (!encodings.Contains("gzip", StringComparison.Ordinal)) return asset.Content;
        headers.ContentEncoding = "gzip";
        return asset.Gzip;
    }
}
