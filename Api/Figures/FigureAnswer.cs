using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Figures;

/// <summary>
/// An answer with a tag; the answer is 304 when the caller already has it. The tag is a hash of the content, so the same figures have the
/// same tag in every process, after a restart and after a rebuild.
/// </summary>
/// <param name="value">The answer.</param>
/// <param name="type">How it is serialized.</param>
/// <param name="tagged">
/// The content of the tag when it differs from the answer. An answer with an as-of time is never the same twice, so its tag excludes the
/// time and is weak.
/// </param>
internal sealed class FigureAnswer<T>(T value, JsonTypeInfo<T> type, T? tagged = null) : IResult
    where T : class
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ReadOnlySpan<byte> body = JsonBuffer.Write(tagged ?? value, type);
        return FigureAnswer.IsKnown(FigureAnswer.TagOf(body, isWeak: tagged is not null), httpContext)
            ? Task.CompletedTask
            : FigureAnswer.SendAsync(httpContext, tagged is null ? body : JsonBuffer.Write(value, type));
    }

    /// <summary>The serialized answer, to be cached.</summary>
    public CachedResponse Keep()
    {
        EntityTagHeaderValue tag = FigureAnswer.TagOf(JsonBuffer.Write(tagged ?? value, type), isWeak: tagged is not null);
        return new CachedResponse(tag, JsonBuffer.Write(value, type).ToArray());
    }
}

/// <summary>An answer from the cache.</summary>
/// <param name="tag">Its tag.</param>
/// <param name="body">The serialized answer.</param>
internal sealed class CachedResponse(EntityTagHeaderValue tag, byte[] body) : IResult
{
    public string Tag => tag.ToString();

    public byte[] Body => body;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        return FigureAnswer.IsKnown(tag, httpContext) ? Task.CompletedTask : FigureAnswer.SendAsync(httpContext, body);
    }
}

/// <summary>Conditional answers.</summary>
internal static class FigureAnswer
{
    private const int HashLength = 16;

    /// <summary>Sets the tag, and the status 304 when the caller already has it.</summary>
    public static bool IsKnown(EntityTagHeaderValue tag, HttpContext http)
    {
        http.Response.Headers.ETag = tag.ToString();
        // Caches must revalidate each time.
        http.Response.Headers.CacheControl = "no-cache";
        if (!IsKnown(tag, http.Request)) return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>A tag that is a hash of the body.</summary>
    public static EntityTagHeaderValue TagOf(ReadOnlySpan<byte> body, bool isWeak)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(hash[..HashLength])}\"", isWeak);
    }

    public static Task SendAsync(HttpContext http, ReadOnlySpan<byte> body) =>
        JsonAnswer.SendAsync(http, StatusCodes.Status200OK, "application/json", body);

    private static bool IsKnown(EntityTagHeaderValue tag, HttpRequest request)
    {
        if (request.Headers.IfNoneMatch.Count == 0
            || !EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? known))
        {
            return false;
        }

        return known.Any(other => other.Equals(EntityTagHeaderValue.Any) || other.Compare(tag, useStrongComparison: false));
    }
}
