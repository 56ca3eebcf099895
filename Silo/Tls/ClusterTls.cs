using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Orleans.Configuration;
using Orleans.Connections.Security;
using RetailGrains.Silo.Clustering;

namespace RetailGrains.Silo.Tls;

/// <summary>
/// Mutual TLS between the processes of a cluster. A silo's certificate names <c>silo.NAME</c>, an API's <c>api.NAME</c>. A silo's port for
/// silos accepts only the first, its gateway accepts only the second, and every connecting process expects the first. So an API's
/// certificate is not sufficient for a silo.
/// </summary>
internal sealed class ClusterTls(ReloadedCertificate certificate, string name)
{
    /// <summary>Long enough for a machine under load. Until then an unauthenticated peer can hold a connection.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The requirements of a silo's certificate: a silo is both server and client of other silos.</summary>
    public static CertificateNeeds OfSilo(string name) => new(SiloName(name), CertificateRules.Server, CertificateRules.Client);

    public static CertificateNeeds OfApi(string name) => new($"api.{name}", CertificateRules.Client);

    /// <summary>Secures every connection of a silo.</summary>
    public void Secure(SiloConnectionOptions connections)
    {
        connections.ConfigureSiloInboundConnection(connection => connection.UseServerTls(
            From(new CertificateNeeds(SiloName(name), CertificateRules.Client))));
        connections.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(From(OfApi(name))));
        connections.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(ToSilo()));
    }

    /// <summary>Secures every connection of a client of the cluster.</summary>
    public void Secure(ClientConnectionOptions connections) =>
        connections.ConfigureConnection(connection => connection.UseClientTls(ToSilo()));

    private static string SiloName(string name) => $"silo.{name}";

    private TlsOptions From(CertificateNeeds peer)
    {
        TlsOptions options = Of(peer);
        // Orleans requires a certificate at the start; each handshake below uses the current one.
        options.LocalServerCertificateSelector = (_, _) => certificate.Current.Shown.TargetCertificate;
        options.OnAuthenticateAsServer = (_, tls) => Authenticate((SslServerAuthenticationOptions)tls.SslServerAuthenticationOptions);
        return options;
    }

    private TlsOptions ToSilo()
    {
        TlsOptions options = Of(new CertificateNeeds(SiloName(name), CertificateRules.Server));
        options.OnAuthenticateAsClient = (_, tls) => Authenticate((SslClientAuthenticationOptions)tls.SslClientAuthenticationOptions);
        return options;
    }

    private static TlsOptions Of(CertificateNeeds peer) => new()
    {
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        RemoteCertificateValidation = (shown, _, errors) =>
            errors == SslPolicyErrors.None && CertificateRules.ProblemOf(shown, peer, TimeProvider.System.GetUtcNow()) is null,
        HandshakeTimeout = HandshakeTimeout,
    };

    private void Authenticate(SslServerAuthenticationOptions tls)
    {
        LoadedCertificate current = certificate.Current;
        tls.ServerCertificate = null;
        tls.ServerCertificateSelectionCallback = null;
        tls.ServerCertificateContext = current.Shown;
        tls.CertificateChainPolicy = current.ChainPolicy();
        // A resumed session would not present its certificate again.
        tls.AllowTlsResume = false;
        tls.AllowRenegotiation = false;
    }

    private void Authenticate(SslClientAuthenticationOptions tls)
    {
        LoadedCertificate current = certificate.Current;
        tls.ClientCertificates = null;
        tls.LocalCertificateSelectionCallback = null;
        tls.ClientCertificateContext = current.Shown;
        tls.CertificateChainPolicy = current.ChainPolicy();
        tls.TargetHost = SiloName(name);
        tls.AllowTlsResume = false;
        tls.AllowRenegotiation = false;
    }
}
