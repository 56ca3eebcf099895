namespace RetailGrains.Api.Http;

/// <summary>
/// Tells a caller who is known that there is nothing at a path, or no such method there, whatever his role. What no endpoint answers is
/// otherwise refused as if it were for operators.
/// </summary>
internal static class UnknownPaths
{
    public static void UseUnknownPaths(this WebApplication app) => app.Use((http, next) =>
        http.GetEndpoint() is RouteEndpoint || http.User.Identity is not { IsAuthenticated: true } ? next(http) : RefuseAsync(http));

    private static Task RefuseAsync(HttpContext http)
    {
        // Routing's own endpoint says which methods there are.
        if (http.GetEndpoint()?.RequestDelegate is { } otherMethod) return otherMethod(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
