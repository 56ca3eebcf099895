using Microsoft.AspNetCore.Http;

namespace RetailGrains.Silo.Hosting;

/// <summary>Headers of every answer: a browser is to take it for data and for nothing else. A page says itself what it needs.</summary>
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
