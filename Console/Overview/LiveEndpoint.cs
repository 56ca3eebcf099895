using RetailGrains.Client;
using RetailGrains.WebConsole.Hosting;
using RetailGrains.WebConsole.Platform;

namespace RetailGrains.WebConsole.Overview;

/// <summary>Passes the API's events to the browser, which cannot send the token itself.</summary>
internal static class LiveEndpoint
{
    private const int BufferSize = 16 * 1024;

    public static void MapLive(this IEndpointRouteBuilder console) =>
        console.MapGet("/live", GetAsync).DisableRequestTimeout().Uses(SessionUse.Background);

    private static async Task GetAsync(HttpContext http, RetailApi api, IHostApplicationLifetime host)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        try
        {
            string? last = http.Request.Headers["Last-Event-ID"] is { Count: > 0 } id ? id.ToString() : null;
            using FileResponse events = await api.GetLiveAsync(last, end.Token);
            http.Response.ContentType = "text/event-stream";
            byte[] buffer = new byte[BufferSize];
            await http.Response.Body.FlushAsync(end.Token);
            int read;
            while ((read = await events.Stream.ReadAsync(buffer, end.Token)) > 0)
            {
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), end.Token);
                await http.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (Exception e) when (Failure.Is(e) || e is OperationCanceledException)
        {
            // A browser reconnects automatically, unless the status forbids it.
            if (http.Response.HasStarted || end.IsCancellationRequested) return;
            http.Response.StatusCode = Failure.Of(e).Kind switch
            {
                FailureKind.SignedOut => StatusCodes.Status401Unauthorized,
                FailureKind.Forbidden => StatusCodes.Status403Forbidden,
                _ => StatusCodes.Status503ServiceUnavailable,
            };
        }
    }
}
