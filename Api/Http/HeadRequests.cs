namespace RetailGrains.Api.Http;

/// <summary>
/// Answers HEAD wherever GET is answered (RFC 9110, section 9.3.2): the endpoint runs as for GET, and the server, which goes by the method
/// that was sent, leaves out the body.
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

    /// <summary>Names HEAD where an answer says that GET is allowed.</summary>
    public static void AllowWithGet(HttpResponse response)
    {
        if (response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false }
            && response.Headers.Allow.ToString() is var allowed
            && allowed.Split(", ").Contains(HttpMethods.Get, StringComparer.Ordinal))
        {
            response.Headers.Allow = $"{allowed}, {HttpMethods.Head}";
        }
    }

    /// <summary>Whether only headers are wanted: an answer without end would otherwise never be complete.</summary>
    public static bool IsHead(HttpContext http) => http.Items.ContainsKey(Key);
}
