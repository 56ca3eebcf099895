using Microsoft.AspNetCore.Http;

namespace RetailGrains.Silo.Hosting;

/// <summary>Default headers of every answer: a browser must treat it as data only. A page sets its own policy.</summary>
internal static class SecurityHeaders
{
    public static void Apply(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }
}
