using Microsoft.Extensions.Options;
using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.WebConsole.Hosting;

/// <summary>The rules for every endpoint of the console: headers, the origin of unsafe requests, and the session.</summary>
internal sealed class ConsoleRules(RequestDelegate next, IOptions<ConsoleOptions> options, Sessions sessions)
{
    private readonly string _contentSecurityPolicy = PolicyOf(options.Value.AssetsUrl);

    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<ConsoleEndpoint>() is { } endpoint ? CheckAsync(http, endpoint.Session) : next(http);

    private async Task CheckAsync(HttpContext http, SessionUse use)
    {
        SetHeaders(http.Response.Headers);
        HttpRequest request = http.Request;
        string host = options.Value.Origin?.Authority ?? request.Host.Value ?? "";
        if (!OriginCheck.Passes(request.Method, Header(request.Headers.Origin), Header(request.Headers["Sec-Fetch-Site"]), host))
        {
            await RefuseAsync(http);
            return;
        }

        Session? session = use == SessionUse.None ? null : await sessions.FindAsync(http, isActivity: use == SessionUse.Required);
        if (session is not null) http.Features.Set(session);
        if (session is null && use == SessionUse.Required) http.Response.Redirect(SignInPaths.PageFor(request));
        else await next(http);
    }

    private void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = _contentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        // With no-referrer, browsers would send "null" as the origin of forms.
        headers["Referrer-Policy"] = "same-origin";
    }

    /// <summary>Several values are joined, and then equal no valid one.</summary>
    private static string? Header(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values.ToString();

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return http.Response.WriteAsync(
            "The request does not come from a page of this console. If a proxy changes the Host header, set CONSOLE_ORIGIN.");
    }

    // Bootstrap embeds its icons in the style sheet, as data.
    private static string PolicyOf(Uri? assets)
    {
        string files = assets is null ? "'self'" : $"'self' {assets.GetLeftPart(UriPartial.Authority)}";
        return $"default-src 'none'; script-src {files}; style-src {files}; img-src {files} data:; connect-src 'self'; form-action 'self'; "
            + "base-uri 'self'; frame-ancestors 'none'";
    }
}
