using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;

namespace RetailGrains.Api.Answers;

/// <summary>A JSON answer.</summary>
internal sealed class JsonAnswer<T>(int status, T value, JsonTypeInfo<T> type) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    /// <summary>The Location header, if any.</summary>
    public string? Location { get; init; }

    /// <summary>Whether caches must not store the answer.</summary>
    public bool IsSecret { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        if (Location is not null) response.Headers.Location = Location;
        if (IsSecret) response.Headers.CacheControl = "no-store";
        return JsonAnswer.SendAsync(httpContext, status, "application/json", JsonBuffer.Write(value, type));
    }
}

/// <inheritdoc cref="JsonAnswer{T}"/>
internal static class JsonAnswer
{
    public static JsonAnswer<T> Ok<T>(T value, JsonTypeInfo<T> type) => new(StatusCodes.Status200OK, value, type);

    /// <summary>
    /// Sends a whole body. It stays in memory until the caller has read it, so a large body is sent within the request's time
    /// limit and counts against the process's budget.
    /// </summary>
    public static Task SendAsync(HttpContext http, int status, string contentType, ReadOnlySpan<byte> body)
    {
        if (body.Length > AnswerBudget.SmallAnswer) return SendLargeAsync(http, status, contentType, body.ToArray());
        Write(http.Response, status, contentType, body);
        return Task.CompletedTask;
    }

    /// <inheritdoc cref="SendAsync"/>
    public static async Task SendLargeAsync(HttpContext http, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var budget = http.RequestServices.GetRequiredService<AnswerBudget>();
        using IDisposable share = budget.Take(CallerKey.Of(http), body.Length);
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        // In chunks: the server copies each chunk and waits until most of it is sent.
        for (int at = 0; at < body.Length; at += AnswerBudget.SmallAnswer)
            await http.Response.Body.WriteAsync(body.Slice(at, Math.Min(AnswerBudget.SmallAnswer, body.Length - at)), http.RequestAborted);
    }

    /// <summary>Writes a whole body. The server sends it in one piece with the headers when the request ends.</summary>
    public static void Write(HttpResponse response, int status, string contentType, ReadOnlySpan<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }
}
