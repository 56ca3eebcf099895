using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RetailGrains.Silo.Tls;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Unit.Tls;

/// <summary>Which certificates are suitable for a process of the cluster, regardless of their issuer.</summary>
public sealed class CertificateRulesTests : IDisposable
{
    private static readonly CertificateNeeds Silo = ClusterTls.OfSilo("retail");
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void A_silos_certificate_is_valid_for_a_silo() => Assert.Null(ProblemOf(_authority.Silo(), Silo));

    [Fact]
    public void Names_are_compared_case_insensitively() => Assert.Null(ProblemOf(_authority.Issue("Silo.Retail"), Silo));

    [Fact]
    public void An_apis_certificate_is_refused_for_a_silo_and_a_silos_for_an_api()
    {
        Assert.Contains("silo.retail", ProblemOf(_authority.Api(), Silo), StringComparison.Ordinal);
        Assert.Contains("api.retail", ProblemOf(_authority.Silo(), ClusterTls.OfApi("retail")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*.retail")]
    [InlineData("silo.retail.example")]
    [InlineData("a.silo.retail")]
    [InlineData("silo.other")]
    [InlineData("retail")]
    public void Another_name_is_refused(string name) =>
        Assert.Contains("DNS names", ProblemOf(_authority.Issue(name), Silo), StringComparison.Ordinal);

    [Theory]
    [InlineData(TestAuthority.Server, "client authentication")]
    [InlineData(TestAuthority.Client, "server authentication")]
    [InlineData("1.3.6.1.5.5.7.3.4", "server authentication")]
    public void A_certificate_for_something_else_is_refused(string usage, string says) =>
        Assert.Contains(says, ProblemOf(_authority.Issue("silo.retail", usage), Silo), StringComparison.Ordinal);

    [Fact]
    public void A_certificate_without_names_and_key_usage_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 bare =
            new CertificateRequest("CN=silo.retail", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        Assert.Contains("it has none", CertificateRules.ProblemOf(bare, Silo, Now), StringComparison.Ordinal);
        Assert.Contains("extended key usage", CertificateRules.ProblemOf(bare, Silo with { Name = null }, Now), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_is_refused_before_and_after_its_validity()
    {
        TestCertificate silo = _authority.Silo();
        Assert.Contains("not valid before", ProblemOf(silo, Silo, Now.AddDays(-3)), StringComparison.Ordinal);
        Assert.Contains("expired at", ProblemOf(silo, Silo, Now.AddDays(3)), StringComparison.Ordinal);
    }

    private static string? ProblemOf(TestCertificate certificate, CertificateNeeds needs, DateTimeOffset? now = null)
    {
        using X509Certificate2 loaded = certificate.Load();
        return CertificateRules.ProblemOf(loaded, needs, now ?? Now);
    }
}
