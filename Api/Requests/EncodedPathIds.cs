using Microsoft.AspNetCore.Http.Features;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Requests;

/// <summary>
/// Allows any text as an id in a path. The server decodes a path before routing, except <c>%2F</c>: <c>a%2Fb</c> and <c>a%252Fb</c> then
/// look alike, and dots between slashes are removed. Paths with escapes are therefore routed undecoded, and only the route values are
/// decoded, into the normal form of ids.
/// </summary>
internal static class EncodedPathIds
{
    /// <summary>Replaces <c>UseRouting</c>.</summary>
    public static void UseRoutingWithEncodedIds(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            // The constructor keeps the text; the conversion from a string would decode it.
            if (EscapedPath(http) is { } path) http.Request.Path = new PathString(path);
            return next(http);
        });
        app.UseRouting();
        app.Use((http, next) =>
        {
            if (EscapedPath(http) is not null) Decode(http);
            return next(http);
        });
    }

    /// <summary>A route value as the caller sent it, when it is not in the normal form of ids; otherwise null.</summary>
    public static string? AsSent(HttpContext http, string name) => http.Items[SentKey(name)] as string;

    /// <summary>The undecoded path when it has escapes; otherwise null.</summary>
    private static string? EscapedPath(HttpContext http)
    {
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/')) return null;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        ReadOnlySpan<char> path = query < 0 ? target : target.AsSpan(0, query);
        return path.Contains('%') ? path.ToString() : null;
    }

    private static void Decode(HttpContext http)
    {
        RouteValueDictionary values = http.Request.RouteValues;
        foreach ((string name, object? value) in values.ToArray())
        {
            if (value is not string text) continue;
            string sent = Uri.UnescapeDataString(text), id = IdText.Normal(sent);
            if (id != sent) http.Items[SentKey(name)] = sent;
            values[name] = id;
        }
    }

    private static string SentKey(string name) => $"sent:{name}";
}
