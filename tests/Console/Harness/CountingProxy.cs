using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>
/// A proxy in front of a server, such as the API of a console. It counts requests, can hold some of them, and can simulate an outage. In
/// front of a console, it acts as a CDN that fetches from it.
/// </summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly ConcurrentQueue<string> _paths = new();
    private volatile Hold? _hold;

    private CountingProxy(WebApplication app, Uri target)
    {
        _app = app;
        Target = target;
        app.Run(PassAsync);
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The server behind it.</summary>
    public Uri Target { get; set; }

    /// <summary>The caller's address according to the last request.</summary>
    public string? ForwardedFor { get; private set; }

    /// <summary>The trace context of the last request.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>Whether the server appears to be unavailable.</summary>
    public bool IsAway { get; set; }

    public static async Task<CountingProxy> StartAsync(Uri target)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var proxy = new CountingProxy(app, target);
        await app.StartAsync();
        return proxy;
    }

    /// <summary>The requests since the last call, except readiness probes.</summary>
    public string[] Take()
    {
        string[] taken = [.. _paths.Where(path => !path.Contains("/ready", StringComparison.Ordinal))];
        _paths.Clear();
        return taken;
    }

    /// <summary>Holds requests whose path contains the text, until the result is disposed.</summary>
    public IDisposable HoldBack(string path) => _hold = new Hold(path);

    public async ValueTask DisposeAsync()
    {
        _hold?.Dispose();
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext http)
    {
        string target = http.Request.Path + http.Request.QueryString;
        _paths.Enqueue($"{http.Request.Method} {target}");
        ForwardedFor = http.Request.Headers["X-Forwarded-For"];
        TraceParent = http.Request.Headers.TraceParent;
        if (_hold is { } hold && target.Contains(hold.Path, StringComparison.Ordinal)) await hold.WaitAsync(http.RequestAborted);
        if (IsAway)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(Target, target));
        request.Headers.TryAddWithoutValidation("Authorization", http.Request.Headers.Authorization.ToString());
        using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? origins))
            http.Response.Headers.AccessControlAllowOrigin = origins.ToArray();
        await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    /// <summary>Requests that are held.</summary>
    private sealed class Hold(string path) : IDisposable
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Path => path;

        public Task WaitAsync(CancellationToken cancel) => _released.Task.WaitAsync(cancel);

        public void Dispose() => _released.TrySetResult();
    }
}
