using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.Hosting;
using RetailGrains.Silo.Tls;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Unit.Tls;

/// <summary>A certificate is replaced when the content of its files changes, unless the new content is invalid.</summary>
public sealed class ReloadedCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-tls-").FullName;
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly ReloadedCertificate _certificate;
    private readonly TestCertificate _first;

    public ReloadedCertificateTests()
    {
        _first = _authority.Silo();
        (string Name, string Value)[] settings = _first.WriteTo(_folder);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
        _certificate = new ReloadedCertificate(
            CertificateFiles.Of(CertificateSettings.Cluster, configuration)!, ClusterTls.OfSilo("retail"), _clock);
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_new_certificate_is_used_once_its_files_exist()
    {
        TestCertificate second = _authority.Silo();
        second.WriteTo(_folder);
        Reload();
        AssertUses(second);
    }

    [Fact]
    public void Replacing_the_files_one_after_the_other_reports_nothing()
    {
        TestCertificate second = _authority.Silo();
        File.WriteAllText(Path.Combine(_folder, "CERT.pem"), second.Certificate);
        Reload();
        AssertUses(_first);
        File.WriteAllText(Path.Combine(_folder, "KEY.pem"), second.Key);
        Reload();
        AssertUses(second);
    }

    [Theory]
    [InlineData("CERT.pem", "", "SILO_TLS_CERT")]
    [InlineData("CERT.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "SILO_TLS_CERT")]
    [InlineData("KEY.pem", "none", "SILO_TLS_KEY")]
    [InlineData("KEY.pem", null, "SILO_TLS_KEY")]
    [InlineData("CA.pem", "none", "SILO_TLS_CA")]
    public void Unusable_files_are_reported_and_the_certificate_stays_in_use(string file, string? text, string setting)
    {
        string path = Path.Combine(_folder, file);
        if (text is null) File.Delete(path);
        else File.WriteAllText(path, text);
        Reload();
        for (int i = 0; i < 2; i++)
            Assert.Contains($"{setting}={path}", Assert.Throws<StartupException>(Reload).Message, StringComparison.Ordinal);
        AssertUses(_first);
        _first.WriteTo(_folder);
        Reload();
        AssertUses(_first);
    }

    [Fact]
    public void A_certificate_of_another_kind_authority_or_validity_is_not_accepted()
    {
        using var other = new TestAuthority("Another");
        TestCertificate foreign = other.Silo() with { Authorities = _authority.Pem };
        foreach (TestCertificate unfit in new[] { _authority.Api(), _authority.IssueExpired("silo.retail"), foreign })
        {
            unfit.WriteTo(_folder);
            Reload();
            Assert.Throws<StartupException>(Reload);
            AssertUses(_first);
        }
    }

    [Fact]
    public void A_certificate_that_is_not_replaced_is_reported_when_it_has_expired()
    {
        Reload();
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.Contains("expired", Assert.Throws<StartupException>(Reload).Message, StringComparison.Ordinal);
    }

    private void Reload() => _certificate.Reload(NullLogger.Instance);

    private void AssertUses(TestCertificate expected)
    {
        using X509Certificate2 loaded = expected.Load();
        Assert.Equal(loaded.Thumbprint, _certificate.Current.Thumbprint);
    }
}
