using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using RetailGrains.Hosting;

namespace RetailGrains.Silo.Tls;

/// <summary>The settings with the paths of a certificate's PEM files.</summary>
/// <param name="Certificate">The certificate, followed by its intermediate certificates.</param>
/// <param name="Key">Its unencrypted private key.</param>
/// <param name="Authorities">The authorities that issue peers' certificates; null when peers present none.</param>
internal sealed record CertificateSettings(string Certificate, string Key, string? Authorities = null)
{
    /// <summary>The certificate between the processes of a cluster.</summary>
    public static CertificateSettings Cluster { get; } = new("SILO_TLS_CERT", "SILO_TLS_KEY", "SILO_TLS_CA");

    /// <summary>The certificate of the API's port.</summary>
    public static CertificateSettings Api { get; } = new("API_TLS_CERT", "API_TLS_KEY");

    /// <summary>The certificate of a silo's operations port.</summary>
    public static CertificateSettings Operations { get; } = new("OPS_TLS_CERT", "OPS_TLS_KEY");

    public string[] Names => Authorities is null ? [Certificate, Key] : [Certificate, Key, Authorities];
}

/// <summary>The content of a certificate's files at one moment; equal when no file has changed.</summary>
internal sealed record CertificateText(string Certificate, string Key, string? Authorities);

/// <summary>The configured files of a certificate.</summary>
internal sealed class CertificateFiles
{
    private readonly CertificateSettings _settings;
    private readonly IConfiguration _configuration;

    private CertificateFiles(CertificateSettings settings, IConfiguration configuration) =>
        (_settings, _configuration) = (settings, configuration);

    /// <summary>Null when none of the settings is set.</summary>
    /// <exception cref="StartupException">Only some of the settings are set.</exception>
    public static CertificateFiles? Of(CertificateSettings settings, IConfiguration configuration)
    {
        string[] missing = [.. settings.Names.Where(name => string.IsNullOrEmpty(configuration[name]))];
        if (missing.Length == settings.Names.Length) return null;
        if (missing.Length == 0) return new CertificateFiles(settings, configuration);
        string given = string.Join(" and ", settings.Names.Except(missing).Select(name => $"{name}={configuration[name]}"));
        throw new StartupException($"{string.Join(" and ", missing)} must be set too, to a PEM file, because {given} is.");
    }

    /// <exception cref="StartupException">A file cannot be read.</exception>
    public CertificateText Read() => new(
        Read(_settings.Certificate), Read(_settings.Key), _settings.Authorities is { } authorities ? Read(authorities) : null);

    /// <exception cref="StartupException">The files are not valid at this time.</exception>
    public LoadedCertificate Load(CertificateText text, CertificateNeeds needs, DateTimeOffset now)
    {
        X509Certificate2Collection chain = CertificatesIn(text.Certificate, _settings.Certificate);
        X509Certificate2Collection? authorities = text.Authorities is null
            ? null
            : CertificatesIn(text.Authorities, _settings.Authorities!);
        X509Certificate2 leaf = WithKey(text);
        var loaded = new LoadedCertificate(leaf, [.. chain.Skip(1)], authorities, text);
        if (CertificateRules.ProblemOf(leaf, needs, now) is { } problem) throw Unusable(_settings.Certificate, problem);
        if (authorities is not null && loaded.ProblemOfChain(now) is { } untrusted)
            throw Unusable(_settings.Certificate, $"is not issued by an authority in {Named(_settings.Authorities!)}: {untrusted}");
        return loaded;
    }

    /// <summary>A failure about the certificate's file.</summary>
    public StartupException Unusable(string problem) => Unusable(_settings.Certificate, problem);

    public override string ToString() => Named(_settings.Certificate);

    private X509Certificate2 WithKey(CertificateText text)
    {
        try
        {
            return X509Certificate2.CreateFromPem(text.Certificate, text.Key);
        }
        catch (ArgumentException e)
        {
            throw Unusable(_settings.Key, $"is not the private key of the certificate in {Named(_settings.Certificate)}", e);
        }
        catch (CryptographicException e)
        {
            throw Unusable(_settings.Key, "contains no unencrypted private key in PEM format that matches the certificate", e);
        }
    }

    private X509Certificate2Collection CertificatesIn(string text, string setting)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw Unusable(setting, "contains a damaged certificate", e);
        }

        return certificates.Count > 0 ? certificates : throw Unusable(setting, "contains no certificate in PEM format");
    }

    private string Read(string setting)
    {
        try
        {
            return File.ReadAllText(_configuration[setting]!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message;
            throw new StartupException($"{Named(setting)} cannot be read: {reason}. Set it to a PEM file that this user may read.", e);
        }
    }

    private StartupException Unusable(string setting, string problem, Exception? reason = null) =>
        new($"{Named(setting)} {problem}. Put a valid file in its place.", reason);

    private string Named(string setting) => $"{setting}={_configuration[setting]}";
}
