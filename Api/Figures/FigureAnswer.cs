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
    private const int HashLength = 16;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ReadOnlySpan<byte> body = JsonBuffer.Write(tagged ?? value, type);
        EntityTagHeaderValue tag = TagOf(body, isWeak: tagged is not null);
        HttpResponse response = httpContext.Response;
        response.Headers.ETag = tag.ToString();
        // Kept copies are to be asked about, each time.
        response.Headers.CacheControl = "no-cache";
        if (IsKnown(tag, httpContext.Request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        JsonAnswer.Write(response, StatusCodes.Status200OK, "application/json", tagged is null ? body : JsonBuffer.Write(value, type));
        return Task.CompletedTask;
    }

    private static EntityTagHeaderValue TagOf(ReadOnlySpan<byte> body, bool isWeak)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(hash[..HashLength])}\"", isWeak);
    }

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
