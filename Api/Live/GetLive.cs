using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.Api.Description;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Api.Live;

/// <summary><c>GET /live</c>: the server-sent events of the chain.</summary>
internal static class GetLive
{
    private static ReadOnlyMemory<byte> Comment { get; } = ": nothing new\n\n"u8.ToArray();

    public static void AddLive(this IServiceCollection services)
    {
        services.AddSettings<LiveOptions, LiveOptionsValidator>("Live");
        services.AddSingleton<LiveFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveFeed>());
    }

    public static void MapLive(this IEndpointRouteBuilder api) =>
        api.MapGet("/live", GetAsync).ForViewers().ForAllStores().Describe(
            new Operation("getLive", Tags.Chain, "The chain, live")
            {
                Description =
                    "Server-sent events `chain`, about once a second while transactions are recorded: totals and the newest transactions. "
                    + "A client that reconnects with `Last-Event-ID` receives the newest transactions since then. The stream "
                    + "ends after some minutes; reconnect.",
            }
                .With(Parameter.LastEventId)
                .AnswersText(200, "Events.", "text/event-stream", Examples.LiveEvent)
                .Refuses(429, "The caller has too many listeners, or too many requests. Retry after `Retry-After`.")
                .Refuses(503, "Too many listeners, or a dependency is unavailable. Retry after `Retry-After`.")).DisableRequestTimeout();

    private static async Task<IResult> GetAsync(
        HttpContext http,
        LiveFeed feed,
        LedgerLayout layout,
        IHostApplicationLifetime host,
        IOptions<LiveOptions> options,
        TimeProvider time)
    {
        if (HeadRequests.IsHead(http)) return new LiveHead();
        string caller = CallerKey.Of(http).Name;
        if (feed.Join(caller) is { } refused) return refused;
        try
        {
            using var longest = new CancellationTokenSource(options.Value.Longest, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping, longest.Token);
            long[]? lastHeads = LiveSnapshot.HeadsOf(http.Request.Headers["Last-Event-ID"], layout.Partitions);
            await SendEventsAsync(http.Response, feed, lastHeads, options.Value.Heartbeat, time, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The listener has left, or must reconnect.
        }
        finally
        {
            feed.Leave(caller);
        }

        return Results.Empty;
    }

    private static void WriteHead(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
    }

    private static async Task SendEventsAsync(
        HttpResponse response, LiveFeed feed, long[]? lastHeads, TimeSpan heartbeat, TimeProvider time, CancellationToken cancel)
    {
        WriteHead(response);
        await response.Body.FlushAsync(cancel);
        LiveSnapshot? known = null;
        while (true)
        {
            Task<LiveSnapshot> next = feed.NextAsync(known);
            try
            {
                LiveSnapshot snapshot = await next.WaitAsync(heartbeat, time, cancel);
                await response.Body.WriteAsync(snapshot.EventSince(lastHeads), cancel);
                (known, lastHeads) = (snapshot, snapshot.Heads);
            }
            catch (TimeoutException)
            {
                await response.Body.WriteAsync(Comment, cancel);
            }

            await response.Body.FlushAsync(cancel);
        }
    }

    /// <summary>The headers of an event stream, for HEAD.</summary>
    private sealed class LiveHead : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            WriteHead(httpContext.Response);
            return Task.CompletedTask;
        }
    }
}
