using Microsoft.AspNetCore.Http.Features;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;

namespace RetailGrains.Api.Limits;

/// <summary>Marks an endpoint that accepts a compressed body and limits its unpacked size itself.</summary>
internal sealed class TakesGzipItself;

/// <summary>
/// Unpacks bodies with <c>Content-Encoding: gzip</c> while they are read, up to the limit of a plain body: a few kilobytes can unpack to
/// gigabytes.
/// </summary>
internal sealed class GzipBodies(RequestDelegate next)
{
    private const string Gzip = "gzip";

    /// <summary>The older name of the same encoding (RFC 9110, 8.4.1.3).</summary>
    private const string XGzip = "x-gzip";

    public async Task InvokeAsync(HttpContext http)
    {
        HttpRequest request = http.Request;
        string? encoding = request.Headers.ContentEncoding;
        if (encoding is null)
        {
            await next(http);
            return;
        }

        if (!encoding.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && !encoding.Equals(XGzip, StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.AcceptEncoding = Gzip;
            await new Problem(StatusCodes.Status415UnsupportedMediaType, "A body may be compressed with gzip only.").ExecuteAsync(http);
            return;
        }

        // A compressed form is unpacked like other bodies: only a file can be stored as it is.
        if (http.GetEndpoint()?.Metadata.GetMetadata<TakesGzipItself>() is not null && !request.HasFormContentType)
        {
            await next(http);
            return;
        }

        // A stream of lines has no maximum length, but its compression ratio is limited.
        long most = JsonBody.IsNdjson(request.ContentType)
            ? long.MaxValue
            : http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? ServerLimits.MaxBody;
        await using var unpacked = new UnpackedBody(request.Body, most);
        request.Body = unpacked;
        request.Headers.Remove("Content-Encoding");
        request.ContentLength = null;
        await next(http);
    }
}
