using Microsoft.AspNetCore.Http.Features;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Http;

/// <summary>
/// Lets ids in paths be any text. The server decodes a path before it is routed, all but <c>%2F</c>: after that <c>a%2Fb</c> and
/// <c>a%252Fb</c> can't be told apart, and dots between slashes are gone. So paths with escapes are routed as they were sent, and only the
/// values that routing found in them are decoded, into the form in which ids are compared.
/// </summary>
internal static class EncodedPathIds
{
    /// <summary>Stands in for <c>UseRouting</c>.</summary>
    public static void UseRoutingWithWholeIds(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            // The constructor takes the text as it is; the conversion from a text would decode it.
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

    /// <summary>A value of the path as it was sent, where it is not in the form in which ids are compared; else null.</summary>
    public static string? AsSent(HttpContext http, string name) => http.Items[SentKey(name)] as string;

    /// <summary>The path as it was sent, when it has escapes; else null.</summary>
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
