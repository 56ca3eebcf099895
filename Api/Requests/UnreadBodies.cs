using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace RetailGrains.Api.Requests;

/// <summary>
/// Consumes what has arrived of a body that its endpoint left unread, such as the body of a refused request. Kestrel does so only while the
/// caller is connected. When the caller has left, Kestrel reads the next request from a pipe whose last read is still open, and that fails
/// with a warning in the log.
/// </summary>
internal static class UnreadBodies
{
    /// <summary>Add this before everything that reads or replaces bodies.</summary>
    public static void UseUnreadBodies(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            ? next(http)
            : ConsumeAfterAsync(http.Request.BodyReader, next(http)));

    private static async Task ConsumeAfterAsync(PipeReader body, Task answer)
    {
        try
        {
            await answer;
        }
        finally
        {
            Consume(body);
        }
    }

    private static void Consume(PipeReader body)
    {
        try
        {
            if (body.TryRead(out ReadResult rest)) body.AdvanceTo(rest.Buffer.End);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The body is too large or cut off, or the caller has left: the server ends the connection.
        }
    }
}
