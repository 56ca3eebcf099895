
namespace RetailGrains.Api.Requests;

/// <summary>
/// Answers HEAD wherever GET is answered (RFC 9110, section 9.3.2). The endpoint runs as for GET, and the server omits the body because the
/// request's method is HEAD.
/// </summary>
internal static class HeadRequests
{
    private static readonly object Key = new();

    public static void UseHeadAsGet(this WebApplication app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Items[Key] = true;
            http.Request.Method = HttpMethods.Get;
        }

        return next(http);
    });

    /// <summary>Adds HEAD to the Allow header where GET is allowed.</summary>
    public static void AllowWithGet(HttpResponse response)
    {
        if (response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false }
            && response.Headers.Allow.ToString() is var allowed
            && allowed.Split(", ").Contains(HttpMethods.Get, StringComparer.Ordinal))
        {
            response.Headers.Allow = $"{allowed}, {HttpMethods.Head}";
        }
    }

    /// <summary>Whether the caller wants headers only; an endless answer would otherwise never complete.</summary>
    public static bool IsHead(HttpContext http) => http.Items.ContainsKey(Key);
}
