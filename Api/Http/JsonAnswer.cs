using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Http;

/// <summary>An answer in JSON.</summary>
internal sealed class JsonAnswer<T>(int status, T value, JsonTypeInfo<T> type) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    /// <summary>The Location header, if the answer has one.</summary>
    public string? Location { get; init; }

    /// <summary>Nobody on the way may keep it.</summary>
    public bool IsSecret { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        if (Location is not null) response.Headers.Location = Location;
        if (IsSecret) response.Headers.CacheControl = "no-store";
        JsonAnswer.Write(response, status, "application/json", JsonBuffer.Write(value, type));
        return Task.CompletedTask;
    }
}

/// <inheritdoc cref="JsonAnswer{T}"/>
internal static class JsonAnswer
{
    public static JsonAnswer<T> Ok<T>(T value, JsonTypeInfo<T> type) => new(StatusCodes.Status200OK, value, type);

    /// <summary>Writes a whole body. The server sends it when the request ends, in one piece with the headers.</summary>
    public static void Write(HttpResponse response, int status, string contentType, ReadOnlySpan<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }
}
