using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RetailGrains.Access;

namespace RetailGrains.Tests.EndToEnd.Tls;

/// <summary>A peer without a certificate of the cluster's authority for its role receives nothing from a silo.</summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class ClusterTlsTests(TlsClusterFixture fixture) : IClassFixture<TlsClusterFixture>
{
    /// <summary>Orleans' client does not give up by itself.</summary>
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(10);

    private readonly TlsCluster _cluster = fixture.Cluster;

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

        // Each port accepts only the certificates of the peers that it is for.
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
    public async Task A_client_of_the_gateway_that_is_not_of_the_cluster_can_call_no_grain(bool withTls)
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

    private async Task<string> DegradedAsync() => (await _cluster.Api.Client.GetRootAsync("/ready")).Text;
}

/// <summary>A cluster for the tests of a class, which do not change it.</summary>
public sealed class TlsClusterFixture(PostgresFixture postgres) : IAsyncLifetime
{
    internal TlsCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await TlsCluster.StartAsync(postgres);

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}
