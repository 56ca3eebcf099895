using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RetailGrains.Access;

namespace RetailGrains.Tests.EndToEnd.Tls;

/// <summary>
/// Whoever has no certificate of the cluster's authority, for what he is, gets nothing from a silo; and a cluster changes its certificates
/// while it serves.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class ClusterTlsTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>Orleans' client does not give up by itself.</summary>
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(10);

    private TlsCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TlsCluster.StartAsync(postgres);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Every_process_needs_a_certificate_that_is_valid_for_its_kind()
    {
        await _cluster.AssertServesAsync("before");
        using var other = new TestAuthority("Somebody else's authority");
        TestAuthority own = _cluster.Authority;
        (string What, TestCertificate? Shown)[] strangers =
        [
            ("none", null),
            ("another authority's", other.Api()),
            ("another authority's, for a silo", other.Silo()),
            ("expired", own.IssueExpired("api.retail")),
            ("another name", own.Issue("api.other")),
            ("no name of a process", own.Issue("retail")),
            ("a wildcard", own.Issue("*.retail")),
            ("for servers", own.Issue("api.retail", TestAuthority.Server)),
        ];
        SiloProcess silo = _cluster.Silos[0];
        foreach ((string what, TestCertificate? shown) in strangers)
        {
            using X509Certificate2? certificate = shown?.Load();
            Assert.False(await TlsCluster.AcceptsAsync(silo.GatewayPort, certificate), $"The gateway accepts {what}.");
            Assert.False(await TlsCluster.AcceptsAsync(silo.SiloPort, certificate), $"The port for silos accepts {what}.");
        }

        // Each port takes the certificates of those that it is for.
        using X509Certificate2 api = own.Api().Load();
        using X509Certificate2 peer = own.Silo().Load();
        Assert.Equal(
            (true, false, false, true),
            (await TlsCluster.AcceptsAsync(silo.GatewayPort, api), await TlsCluster.AcceptsAsync(silo.GatewayPort, peer),
             await TlsCluster.AcceptsAsync(silo.SiloPort, api), await TlsCluster.AcceptsAsync(silo.SiloPort, peer)));
        await _cluster.AssertServesAsync("after");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_of_the_gateway_that_is_not_of_the_cluster_calls_no_grain(bool withTls)
    {
        using var other = new TestAuthority("Somebody else's authority");
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using IHost client = await _cluster.ConnectAsync(withTls ? other.Api() : null).WaitAsync(Attempt, TimeProvider.System);
            await client.Services.GetRequiredService<IGrainFactory>().GetSubjects(clients: false).PageAsync(null, 100);
        });
        Assert.IsNotType<Xunit.Sdk.XunitException>(failure, exactMatch: false);
        await _cluster.AssertServesAsync("after");
    }

    [Fact]
    public async Task A_silo_of_another_authority_does_not_join()
    {
        using var other = new TestAuthority("Somebody else's authority");
        await using SiloProcess stranger = SiloProcess.Start(_cluster.Store, other.Silo().WriteTo(_cluster.FolderOf("stranger")));
        await Eventually.IsTrueAsync(
            "the other silos refuse it",
            () => stranger.HasExited || stranger.Log().Contains("Authentication failed", StringComparison.Ordinal), stranger.Log);
        await _cluster.AssertServesAsync("meanwhile");
        Assert.False(await IsReadyAsync(stranger));
    }

    [Fact]
    public async Task Certificates_and_their_authority_are_replaced_while_the_cluster_serves()
    {
        await _cluster.AssertServesAsync("before");
        using var next = new TestAuthority("The next authority");
        string both = _cluster.Authority.Pem + "\n" + next.Pem;
        using var stop = new CancellationTokenSource();
        Task load = SendAsync(stop.Token);

        // First everybody trusts the new authority too, then everybody has a certificate of it, then nobody trusts the old one any more.
        await ReplaceAsync(kind => Of(_cluster.Authority, kind) with { Authorities = both });
        await ReplaceAsync(kind => Of(next, kind) with { Authorities = both });
        await ReplaceAsync(kind => Of(next, kind));

        // New connections, in both directions.
        await _cluster.StartAgainAsync(0);
        await stop.CancelAsync();
        await load;
        await _cluster.AssertServesAsync("after");
        using X509Certificate2 old = _cluster.Authority.Api().Load();
        using X509Certificate2 current = next.Api().Load();
        foreach (SiloProcess silo in _cluster.Silos)
        {
            await Eventually.IsTrueAsync(
                "the old authority is not trusted", async () => !await TlsCluster.AcceptsAsync(silo.GatewayPort, old), silo.Log);
            Assert.True(await TlsCluster.AcceptsAsync(silo.GatewayPort, current));
        }

        await _cluster.Sent.AssertLedgerAsync(_cluster.Store);
    }

    [Fact]
    public async Task A_new_certificate_that_cannot_be_used_is_reported_and_the_old_one_stays()
    {
        SiloProcess silo = _cluster.Silos[0];
        string shown = await TlsCluster.ShownAtAsync(silo.GatewayPort);
        string file = Path.Combine(_cluster.FolderOf("silo0"), "CERT.pem");
        string valid = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, "no certificate");
        await Eventually.IsTrueAsync(
            "/ready lists it", async () => (await DegradedAsync()).Contains(file, StringComparison.Ordinal), silo.Log);
        Assert.Equal(shown, await TlsCluster.ShownAtAsync(silo.GatewayPort));
        Assert.Single(silo.Log().Split('\n'), line => line.Contains("Certificate reloads fail", StringComparison.Ordinal));
        await _cluster.AssertServesAsync("meanwhile");

        await File.WriteAllTextAsync(file, valid);
        await Eventually.IsTrueAsync("it is over", async () => !(await DegradedAsync()).Contains(file, StringComparison.Ordinal), silo.Log);
    }

    private static async Task<bool> IsReadyAsync(SiloProcess silo)
    {
        try
        {
            return (await silo.GetAsync("/ready")).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // it opens that port when it has joined
        }
    }

    private static TestCertificate Of(TestAuthority authority, string kind) => kind == "api" ? authority.Api() : authority.Silo();

    private async Task<string> DegradedAsync() => (await _cluster.Api.Client.GetRootAsync("/ready")).Text;

    /// <summary>New files for every process, and waits until each uses them.</summary>
    private async Task ReplaceAsync(Func<string, TestCertificate> issue)
    {
        issue("api").WriteTo(_cluster.FolderOf("api"));
        for (int i = 0; i < _cluster.Silos.Count; i++)
        {
            TestCertificate certificate = issue("silo");
            certificate.WriteTo(_cluster.FolderOf($"silo{i}"));
            using X509Certificate2 loaded = certificate.Load();
            SiloProcess silo = _cluster.Silos[i];
            await Eventually.IsTrueAsync(
                "the silo shows its new certificate", async () => await TlsCluster.ShownAtAsync(silo.GatewayPort) == loaded.Thumbprint,
                silo.Log);
        }

        // The API listens to nobody by this certificate: it writes that it has read the files.
        string pem = await File.ReadAllTextAsync(Path.Combine(_cluster.FolderOf("api"), "CERT.pem"));
        using X509Certificate2 api = X509Certificate2.CreateFromPem(pem);
        await Eventually.IsTrueAsync(
            "the API has read its new certificate", () => _cluster.Api.Log().Contains(api.Thumbprint, StringComparison.Ordinal),
            _cluster.Api.Log);
    }

    private async Task SendAsync(CancellationToken stop)
    {
        for (int n = 0; !stop.IsCancellationRequested; n++)
        {
            Sale sale = Sale.Number("load", n);
            while (!await _cluster.Sent.SendAsync(_cluster.Api.Client, sale)) await Task.Yield();
        }
    }
}
