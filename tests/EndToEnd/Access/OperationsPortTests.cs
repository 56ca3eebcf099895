using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>A silo's port for operations: probes are answered, and everything else requires an operator.</summary>
[Collection(PostgresCollection.Name)]
public sealed class OperationsPortTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(true, HttpStatusCode.OK)]
    public async Task Operators_see_metrics_and_the_dashboard_and_a_configured_scraper_sees_only_metrics(
        bool open, HttpStatusCode metrics)
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
        Assert.DoesNotContain("\norleans_messaging_sent_local", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\norleans_directory_lookups_cache", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_with_the_public_key_accepts_the_apis_tokens_and_cannot_sign_any()
    {
        await using TestStore store = await postgres.CreateStoreAsync();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string privateFile = Path.Combine(store.Folder, "private.pem");
        string publicFile = Path.Combine(store.Folder, "public.pem");
        await File.WriteAllTextAsync(privateFile, key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(publicFile, key.ExportSubjectPublicKeyInfoPem());
        await using SiloProcess silo =
            await SiloProcess.StartReadyAsync(store, (TestTokens.KeySetting, ""), ("JWT_PUBLIC_KEY_FILE", publicFile));
        (string, string)[] asApi = [(TestTokens.KeySetting, ""), ("JWT_PRIVATE_KEY_FILE", privateFile)];
        string token = (await ProgramRun.ApiAsync(store.Folder, asApi, "token", "--role", "operator")).Expect(0).Output.Trim();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo, "/metrics", new("Bearer", token)));
        // One token is signed with the secret that the tests' other processes share, the other with the public key as if it were a secret.
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(silo, "/metrics", new("Bearer", TestTokens.Operator)));
        string confused = TestTokens.Sign(TestTokens.Claims("tests", "operator"), await File.ReadAllTextAsync(publicFile));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(silo, "/metrics", new("Bearer", confused)));

        (string, string)[] asSilo = [(TestTokens.KeySetting, ""), ("JWT_PUBLIC_KEY_FILE", publicFile)];
        Assert.Contains(
            "JWT_PRIVATE_KEY_FILE", (await ProgramRun.ApiAsync(store.Folder, asSilo, "token")).ExpectOneLine(1), StringComparison.Ordinal);
        (int exitCode, string log) = await ApiProcess.RunAsync(store, asSilo);
        Assert.Equal(1, exitCode);
        Assert.Contains("JWT_PRIVATE_KEY_FILE", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_names_from_an_address_do_not_lock_out_an_operator_who_signed_in_from_it()
    {
        const string Password = "an operator's password";
        await using TestStore store = await postgres.CreateStoreAsync();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(store);
        await using ApiProcess api = await ApiProcess.StartReadyAsync(
            store, ("RETAIL_CLUSTER", "postgres"), ("RETAIL_ADMIN_USER", "ann"), ("RETAIL_ADMIN_PASSWORD", Password));
        await Eventually.IsTrueAsync(
            "she is let in", async () => await StatusAsync(silo, "/dashboard/", AccessFixture.Basic("ann", Password)) == HttpStatusCode.OK,
            api.Log);
        int refused = 0;
        for (int i = 0; i < 40; i++)
            if (await StatusAsync(silo, "/dashboard/", AccessFixture.Basic($"name-{i}", "wrong")) == HttpStatusCode.TooManyRequests)
                refused++;
        Assert.True(refused > 0);
        // The name is in capitals because the same header is cached for a minute.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo, "/dashboard/", AccessFixture.Basic("ANN", Password)));
        await silo.StopAsync();
        List<int> statuses =
            await store.QueryAsync("SELECT DISTINCT status FROM audit WHERE action = 'sign-in' ORDER BY 1", row => row.GetInt32(0));
        Assert.Equal([200, 401, 429], statuses);
    }

    [Fact]
    public async Task Answers_of_the_operations_port_have_security_headers_and_callers_are_rate_limited()
    {
        await using TestStore store = await postgres.CreateStoreAsync();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(store);
        using var http =
            new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 50 }) { BaseAddress = silo.Operations };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator);
        foreach (string path in new[] { "/health", "/ready", "/metrics", "/dashboard/", "/dashboard/version", "/nothing" })
        {
            using HttpResponseMessage answer = await http.GetAsync(path);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Contains(
                "frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Server"));
        }

        HttpResponseMessage? refused = null;
        for (int i = 0; i < 50 && refused is null; i++)
        {
            HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => http.GetAsync("/health")));
            refused = answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        }

        Assert.NotNull(refused);
        Assert.NotNull(refused.Headers.RetryAfter);
        // Other callers have separate limits.
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
