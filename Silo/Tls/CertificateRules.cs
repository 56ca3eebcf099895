using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RetailGrains.Silo.Tls;

/// <summary>What a certificate must permit.</summary>
/// <param name="Name">The required DNS name among its subject alternative names; null: any.</param>
/// <param name="Usages">The purposes that its extended key usage must name.</param>
internal sealed record CertificateNeeds(string? Name, params Oid[] Usages);

/// <summary>Whether a certificate, ours or a peer's, is suitable for its use. Its issuer is verified elsewhere. Pure.</summary>
internal static class CertificateRules
{
    /// <summary>TLS server authentication (RFC 5280).</summary>
    public static Oid Server { get; } = new("1.3.6.1.5.5.7.3.1", "server authentication");

    /// <summary>TLS client authentication (RFC 5280).</summary>
    public static Oid Client { get; } = new("1.3.6.1.5.5.7.3.2", "client authentication");

    /// <summary>The problem, as the end of a sentence whose subject is the certificate; null when it is suitable.</summary>
    public static string? ProblemOf(X509Certificate2 certificate, CertificateNeeds needs, DateTimeOffset now)
    {
        DateTime at = now.UtcDateTime;
        if (at > certificate.NotAfter.ToUniversalTime()) return $"expired at {Text(certificate.NotAfter)}";
        if (at < certificate.NotBefore.ToUniversalTime()) return $"is not valid before {Text(certificate.NotBefore)}";
        if (needs.Name is { } name && !NamesOf(certificate).Contains(name, StringComparer.OrdinalIgnoreCase))
            return $"does not have {name} among its DNS names ({string.Join(", ", NamesOf(certificate).DefaultIfEmpty("it has none"))})";
        Oid? missing = needs.Usages.FirstOrDefault(usage => !UsagesOf(certificate).Contains(usage.Value));
        return missing is null ? null : $"is not for {missing.FriendlyName}: its extended key usage must name it";
    }

    /// <summary>Names are compared exactly: a wildcard would let one process of a cluster pass for another.</summary>
    private static IEnumerable<string> NamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames());

    private static IEnumerable<string?> UsagesOf(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509EnhancedKeyUsageExtension>().SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>()).Select(
            usage => usage.Value);

    private static string Text(DateTime local) =>
        local.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
