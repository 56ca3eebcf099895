using RetailGrains.Access;

namespace RetailGrains.Api.Hosting;

/// <summary>Answers the paths that browsers request by default.</summary>
internal static class RootPage
{
    /// <summary><c>/</c> redirects to the API's description. There is no icon, and its absence needs no token.</summary>
    public static void MapRootPage(this WebApplication app)
    {
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Redirect("/docs")).ForAnyone().ExcludeFromDescription();
        app.MapMethods(
            "/favicon.ico", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.NoContent()).ForAnyone().ExcludeFromDescription();
    }
}
