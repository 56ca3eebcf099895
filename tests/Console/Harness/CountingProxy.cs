using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>Stands between a console and the API: counts requests, and can be away.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly ConcurrentQueue<string> _paths = new();
    private readonly Uri _api;

    private CountingProxy(WebApplication app, Uri api)
    {
        _app = app;
        _api = api;
        app.Run(PassAsync);
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Whether the API appears to be away.</summary>
    public bool IsAway { get; set; }

    public static async Task<CountingProxy> StartAsync(Uri api)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var proxy = new CountingProxy(app, api);
        await app.StartAsync();
        return proxy;
    }

    /// <summary>The requests since the last call, those that only ask whether the API is ready left out.</summary>
    public string[] Take()
    {
        string[] taken = [.. _paths.Where(path => !path.Contains("/ready", StringComparison.Ordinal))];
        _paths.Clear();
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext http)
    {
        string target = http.Request.Path + http.Request.QueryString;
        _paths.Enqueue($"{http.Request.Method} {target}");
        if (IsAway)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(_api, target));
        request.Headers.TryAddWithoutValidation("Authorization", http.Request.Headers.Authorization.ToString());
        using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
