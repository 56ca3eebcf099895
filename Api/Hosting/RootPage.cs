using RetailGrains.Access;

namespace RetailGrains.Api.Hosting;

/// <summary>What a browser asks for without being told to.</summary>
internal static class RootPage
{
    /// <summary><c>/</c> leads to the description of the API; there is no icon, which is no matter of access.</summary>
    public static void MapRootPage(this WebApplication app)
    {
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Redirect("/docs")).ForAnyone().ExcludeFromDescription();
        app.MapMethods("/favicon.ico", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.NoContent()).ForAnyone().ExcludeFromDescription();
    }
}
