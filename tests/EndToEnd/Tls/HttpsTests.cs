using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace RetailGrains.Tests.EndToEnd.Tls;

/// <summary>With a certificate a process answers HTTPS, and nothing else.</summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class HttpsTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-https-").FullName;
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_api_answers_only_https_and_replaces_its_certificate_while_it_serves()
    {
        await using TestStore store = TestStore.NewEmbedded();
        (string, string)[] tls = _authority.Issue("localhost").WriteTo(_folder, "API_TLS");
        await using ApiProcess api = ApiProcess.Start(store, tls);
        Uri address = new UriBuilder(api.Client.Address) { Scheme = "https", Host = "localhost" }.Uri;
        using HttpClient http = ClientOf(address);
        await Eventually.IsTrueAsync("it answers", () => AnswersAsync(http), api.Log);

        using HttpResponseMessage summary = await http.GetAsync("/api/v1/summary");
        Assert.Equal(HttpStatusCode.OK, summary.StatusCode);
        Assert.Equal("max-age=31536000", Assert.Single(summary.Headers.GetValues("Strict-Transport-Security")));
        await Assert.ThrowsAsync<HttpRequestException>(() => api.Client.GetRootAsync("/health"));
        string port = address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        (await ProgramRun.ApiAsync(_folder, [(TestTokens.KeySetting, TestTokens.Key), ("API_PORT", port), .. tls], "health")).Expect(0);

        TestCertificate next = _authority.Issue("localhost");
        next.WriteTo(_folder, "API_TLS");
        using X509Certificate2 loaded = next.Load();
        await Eventually.IsTrueAsync(
            "it shows the new one", async () => await TlsCluster.ShownAtAsync(address.Port) == loaded.Thumbprint, api.Log);
    }

    [Fact]
    public async Task A_silos_operations_port_answers_only_https_and_replaces_its_certificate()
    {
        await using TestStore store = await postgres.CreateStoreAsync();
        await using SiloProcess silo = SiloProcess.Start(store, _authority.Issue("localhost").WriteTo(_folder, "OPS_TLS"));
        using HttpClient http = ClientOf(new UriBuilder(silo.Operations) { Scheme = "https", Host = "localhost" }.Uri);
        await Eventually.IsTrueAsync("it answers", () => AnswersAsync(http), silo.Log);
        using HttpResponseMessage health = await http.GetAsync("/health");
        Assert.True(health.Headers.Contains("Strict-Transport-Security"));
        await Assert.ThrowsAsync<HttpRequestException>(() => silo.GetAsync("/health"));
    }

    private HttpClient ClientOf(Uri address)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(_authority.Pem));
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = policy;
        var http = new HttpClient(handler) { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator);
        return http;
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync("/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
