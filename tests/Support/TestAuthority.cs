using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RetailGrains.Tests.Support;

/// <summary>A certificate authority for a test; it writes its certificates as PEM files.</summary>
public sealed class TestAuthority : IDisposable
{
    /// <summary>TLS server authentication.</summary>
    public const string Server = "1.3.6.1.5.5.7.3.1";

    /// <summary>TLS client authentication.</summary>
    public const string Client = "1.3.6.1.5.5.7.3.2";

    /// <summary>Certificates are valid before and after now, because some tests move a process's clock.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(2);

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "A test's authority")
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(_now - (2 * Life), _now + (2 * Life));
    }

    /// <summary>The authority's certificate.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>The certificate of a silo in a cluster named <c>retail</c>.</summary>
    public TestCertificate Silo() => Issue("silo.retail");

    /// <summary>The certificate of an API in a cluster named <c>retail</c>.</summary>
    public TestCertificate Api() => Issue("api.retail");

    /// <param name="dnsName">Its only name.</param>
    /// <param name="usages">Its extended key usage; both usages of TLS by default.</param>
    public TestCertificate Issue(string dnsName, params string[] usages) => Issue(dnsName, _now - Life, _now + Life, usages);

    /// <summary>Issues an expired certificate.</summary>
    public TestCertificate IssueExpired(string dnsName) => Issue(dnsName, _now - TimeSpan.FromHours(2), _now - TimeSpan.FromHours(1));

    public void Dispose() => _root.Dispose();

    private TestCertificate Issue(string dnsName, DateTimeOffset from, DateTimeOffset until, params string[] usages)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={dnsName}", key, HashAlgorithmName.SHA256);
        OidCollection oids = [];
        foreach (string usage in usages is [] ? [Server, Client] : usages) oids.Add(new Oid(usage));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(_root, from, until, RandomNumberGenerator.GetBytes(16));
        return new TestCertificate(issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), Pem);
    }
}

/// <summary>A certificate, its key and its authority, as PEM.</summary>
public sealed record TestCertificate(string Certificate, string Key, string Authorities)
{
    /// <summary>The certificate with its key, in memory.</summary>
    public X509Certificate2 Load()
    {
        using X509Certificate2 pem = X509Certificate2.CreateFromPem(Certificate, Key);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Writes the files.</summary>
    /// <returns>The settings with the files' paths.</returns>
    public (string Name, string Value)[] WriteTo(string folder, string prefix = "SILO_TLS")
    {
        ArgumentNullException.ThrowIfNull(folder);
        Directory.CreateDirectory(folder);
        (string, string)[] files = [("CERT", Certificate), ("KEY", Key), ("CA", Authorities)];
        foreach ((string name, string text) in files)
        {
            // Atomically, because a process may be reading the file.
            string path = Path.Combine(folder, $"{name}.pem");
            File.WriteAllText(path + ".new", text);
            File.Move(path + ".new", path, overwrite: true);
        }

        return [.. from file in files
                   where prefix == "SILO_TLS" || file.Item1 != "CA"
                   select ($"{prefix}_{file.Item1}", Path.Combine(folder, $"{file.Item1}.pem"))];
    }
}
