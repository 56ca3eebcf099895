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
    public async Task Its_answers_carry_security_headers_and_an_address_that_floods_it_is_told_to_wait()
    {
        await using TestStore store = await postgres.CreateStoreAsync();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(store);
        var handler = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 50 };
        using var http = new HttpClient(handler) { BaseAddress = silo.Operations };
        using (HttpResponseMessage health = await http.GetAsync("/health"))
        {
            Assert.Equal("nosniff", Assert.Single(health.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(health.Headers.GetValues("X-Frame-Options")));
            Assert.Contains("frame-ancestors 'none'", Assert.Single(health.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }

        await Eventually.IsTrueAsync(
            "a request is refused",
            async () =>
            {
                HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => http.GetAsync("/health")));
                return answers.Any(answer => answer is { StatusCode: HttpStatusCode.TooManyRequests, Headers.RetryAfter: not null });
            },
            silo.Log);
    }

    private static async Task<HttpStatusCode> StatusAsync(SiloProcess silo, string path, AuthenticationHeaderValue? who = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.Authorization = who;
        using HttpResponseMessage answer = await http.GetAsync(new Uri(silo.Operations, path));
        return answer.StatusCode;
    }
}
