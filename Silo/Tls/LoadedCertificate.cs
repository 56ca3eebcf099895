using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RetailGrains.Silo.Tls;

/// <summary>A certificate as its files had it at one moment. Handshakes that started with it may outlive its replacement.</summary>
internal sealed class LoadedCertificate
{
    private readonly X509Certificate2 _leaf;
    private readonly X509Certificate2Collection _intermediates;
    private readonly X509Certificate2Collection? _authorities;

    public LoadedCertificate(
        X509Certificate2 leaf, X509Certificate2Collection intermediates, X509Certificate2Collection? authorities, CertificateText text)
    {
        (_leaf, _intermediates, _authorities, Text) = (leaf, intermediates, authorities, text);
        Shown = SslStreamCertificateContext.Create(leaf, intermediates, offline: true);
    }

    /// <summary>The certificate and its intermediate certificates, as peers receive them.</summary>
    public SslStreamCertificateContext Shown { get; }

    /// <summary>The content of the files.</summary>
    public CertificateText Text { get; }

    public DateTimeOffset Expires => _leaf.NotAfter;

    public string Thumbprint => _leaf.Thumbprint;

    /// <summary>
    /// The policy that verifies peers' certificates: only the configured authorities are trusted. Nothing is downloaded, because the peer's
    /// certificate would choose the address. So there is no revocation: a private authority issues certificates for days, and is replaced
    /// when a key is lost.
    /// </summary>
    public X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities!);
        return policy;
    }

    /// <summary>Why the chain is not valid; null when it is.</summary>
    public string? ProblemOfChain(DateTimeOffset now)
    {
        using var chain = new X509Chain { ChainPolicy = ChainPolicy() };
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ExtraStore.AddRange(_intermediates);
        return chain.Build(_leaf)
            ? null
            : string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.TrimEnd('.', ' ')));
    }
}
