using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace RetailGrains.Tests.EndToEnd.Tls;

/// <summary>A cluster changes its certificates while it serves, and a silo without a certificate of its authority does not join.</summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class ClusterTlsChangeTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TlsCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TlsCluster.StartAsync(postgres);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

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

        // First all processes also trust the new authority, then all have a certificate of it, then none trusts the old one.
        await ReplaceAsync(kind => Of(_cluster.Authority, kind) with { Authorities = both });
        await ReplaceAsync(kind => Of(next, kind) with { Authorities = both });
        await ReplaceAsync(kind => Of(next, kind));

        // The restart opens new connections, in both directions.
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

    /// <summary>Writes new files for every process, and waits until each uses them.</summary>
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

        // The API does not present this certificate to callers; its log reports that it has read the files.
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
