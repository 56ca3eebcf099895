using System.Net;
using System.Net.Http.Headers;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>A silo's port for operations: probes are answered, all else asks for an operator.</summary>
[Collection(PostgresCollection.Name)]
public sealed class OperationsPortTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(true, HttpStatusCode.OK)]
    public async Task Operators_see_metrics_and_the_dashboard_and_a_scraper_only_metrics_and_only_if_that_is_set(bool open, HttpStatusCode metrics)
    {
        await using TestStore store = await postgres.CreateStoreAsync();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(store, ("Access__OpenMetrics", open.ToString()));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo, "/health"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo, "/ready"));
        Assert.Equal(metrics, await StatusAsync(silo, "/metrics"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(silo, "/dashboard/"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(silo, "/dashboard/", AccessFixture.Basic("nobody", "wrong")));

        AuthenticationHeaderValue viewer = new("Bearer", TestTokens.Of("viewer"));
        Assert.Equal(open ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await StatusAsync(silo, "/metrics", viewer));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(silo, "/dashboard/", viewer));

        (await silo.GetAsync("/dashboard/")).Expect(HttpStatusCode.OK);
        Answer page = (await silo.GetAsync("/metrics")).Expect(HttpStatusCode.OK);
        Assert.Contains("\norleans_", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_answers_have_the_headers_that_keep_browsers_careful_and_a_caller_has_a_rate()
    {
        await using TestStore store = await postgres.CreateStoreAsync();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(store);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = silo.Operations };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator);
        foreach (string path in new[] { "/health", "/ready", "/metrics", "/dashboard/", "/dashboard/version", "/nothing" })
        {
            using HttpResponseMessage answer = await http.GetAsync(path);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Server"));
        }

        HttpResponseMessage? refused = null;
        for (int i = 0; i < 50 && refused is null; i++)
        {
            HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => http.GetAsync("/health")));
            refused = answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        }

        Assert.NotNull(refused);
        Assert.NotNull(refused.Headers.RetryAfter);
        // Others have their own.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo, "/ready"));
    }

    private static async Task<HttpStatusCode> StatusAsync(SiloProcess silo, string path, AuthenticationHeaderValue? who = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.Authorization = who;
        using HttpResponseMessage answer = await http.GetAsync(new Uri(silo.Operations, path));
        return answer.StatusCode;
    }
}
