
namespace RetailGrains.Api.Requests;

/// <summary>
/// Answers 404 or 405 to any authenticated caller, whatever its role. Without this, a path without an endpoint would be refused as if it
/// were for operators.
/// </summary>
internal static class UnknownPaths
{
    public static void UseUnknownPaths(this WebApplication app) => app.Use((http, next) =>
        http.GetEndpoint() is RouteEndpoint || http.User.Identity is not { IsAuthenticated: true } ? next(http) : RefuseAsync(http));

    private static Task RefuseAsync(HttpContext http)
    {
        // Routing's own endpoint answers which methods are allowed.
        if (http.GetEndpoint()?.RequestDelegate is { } otherMethod) return otherMethod(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
