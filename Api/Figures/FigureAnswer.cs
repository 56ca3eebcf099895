using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Figures;

/// <summary>
/// An answer with a tag, and 304 to who has it already. The tag is a hash of the answer itself: the same figures have the same tag, on
/// whichever process, after a restart and after a rebuild.
/// </summary>
/// <param name="value">The answer.</param>
/// <param name="type">How it is written.</param>
/// <param name="tagged">
/// What the tag is made of, when that is not the answer: one that says when it holds is never the same twice, and its tag is then weak.
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

    /// <summary>The answer as it is sent, to be kept.</summary>
    public CachedResponse Keep()
    {
        EntityTagHeaderValue tag = FigureAnswer.TagOf(JsonBuffer.Write(tagged ?? value, type), isWeak: tagged is not null);
        return new CachedResponse(tag, JsonBuffer.Write(value, type).ToArray());
    }
}

/// <summary>An answer that was made before.</summary>
/// <param name="tag">Its tag.</param>
/// <param name="body">As it is sent.</param>
internal sealed class CachedResponse(EntityTagHeaderValue tag, byte[] body) : IResult
{
    public string Tag => tag.ToString();

    public byte[] Body => body;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        return FigureAnswer.IsKnown(tag, httpContext) ? Task.CompletedTask : FigureAnswer.SendAsync(httpContext, body);
    }
}

/// <summary>What all answers with a tag do.</summary>
internal static class FigureAnswer
{
    private const int HashLength = 16;

    /// <summary>Sets the tag; when the caller has it, the answer is that it has.</summary>
    public static bool IsKnown(EntityTagHeaderValue tag, HttpContext http)
    {
        http.Response.Headers.ETag = tag.ToString();
        // Kept copies are to be asked about, each time.
        http.Response.Headers.CacheControl = "no-cache";
        if (!IsKnown(tag, http.Request)) return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>A tag that is a hash of a text.</summary>
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
