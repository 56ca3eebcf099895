using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RetailGrains.Api.Requests;

namespace RetailGrains.Tests.Unit.Http;

/// <summary>Uses a real server, because these tests check how the server processes paths before routing.</summary>
public sealed class EncodedPathIdsTests : IAsyncLifetime
{
    private static readonly HttpClient Client = new();

    private readonly WebApplication _app = AppThatAnswersIds();

    public async Task InitializeAsync() => await _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("100%25", "100%")]
    [InlineData("100%", "100%")]
    [InlineData("United%20Kingdom", "United Kingdom")]
    [InlineData("%E6%97%A5%E6%9C%AC", "日本")]
    [InlineData("a+b", "a+b")]
    [InlineData("85123A", "85123A")]
    [InlineData("%3Fx%23", "?x#")]
    [InlineData("%2E%2E", "..")]
    public async Task An_id_in_a_path_is_the_text_that_was_encoded(string encoded, string id)
    {
        Assert.Equal($"one {id}", await GetAsync($"/stores/{encoded}"));
        Assert.Equal($"sales {id}", await GetAsync($"/stores/{encoded}/sales"));
        Assert.Equal($"sales {id}", await GetAsync($"/stores/{encoded}/sales?from=%2F"));
    }

    private static WebApplication AppThatAnswersIds()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.UseRoutingWithEncodedIds();
        app.MapGet("/stores/{id}", (HttpRequest request) => $"one {request.RouteValues["id"]}");
        app.MapGet("/stores/{id}/sales", (string id) => $"sales {id}");
        return app;
    }

    private Task<string> GetAsync(string path)
    {
        // The client's normalization of paths would change what the server receives.
        var asItIs = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return Client.GetStringAsync(new Uri(_app.Urls.Single() + path, asItIs));
    }
}
