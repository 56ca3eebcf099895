using Swashbuckle.AspNetCore.SwaggerUI;

namespace RetailGrains.Api.Description;

/// <summary><c>/docs</c>: the description in Swagger UI, whose files are embedded in the program.</summary>
internal static class DocsPage
{
    private const string Path = "/docs";

    /// <summary>The files change only with the version; after this time a browser revalidates them.</summary>
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromHours(1);

    // The page may load from and call this server only. Swagger UI sets styles from its script and embeds icons in its style sheet.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'";

    public static void UseDocsPage(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase))
                http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            return next(http);
        });
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = Path[1..];
            page.DocumentTitle = "RetailGrains";
            page.SwaggerEndpoint(ApiDescription.Path, "RetailGrains v1");
            page.EnableTryItOutByDefault();
            page.DocExpansion(DocExpansion.List);
            page.DefaultModelsExpandDepth(0);
            page.CacheLifetime = CacheLifetime;
        });
    }
}
