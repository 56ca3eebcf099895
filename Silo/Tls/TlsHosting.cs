using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using RetailGrains.Failures;

namespace RetailGrains.Silo.Tls;

/// <summary>Configures certificates in a host.</summary>
internal static class TlsHosting
{
    private const string OneYear = "max-age=31536000";

    /// <summary>Encrypts all connections of the silo when a certificate is configured.</summary>
    public static ISiloBuilder UseClusterTls(this ISiloBuilder silo, IConfiguration configuration)
    {
        if (configuration.LoadClusterCertificate(ClusterTls.OfSilo) is not { } certificate) return silo;
        silo.Services.AddReloaded(certificate);
        return silo.Configure<SiloConnectionOptions>(new ClusterTls(certificate, configuration.TlsName()).Secure);
    }

    /// <summary>Encrypts all connections of a client of the cluster when a certificate is configured.</summary>
    public static IClientBuilder UseClusterTls(this IClientBuilder client, IConfiguration configuration)
    {
        if (configuration.LoadClusterCertificate(ClusterTls.OfApi) is not { } certificate) return client;
        client.Services.AddReloaded(certificate);
        return client.Configure<ClientConnectionOptions>(new ClusterTls(certificate, configuration.TlsName()).Secure);
    }

    /// <summary>Serves HTTPS instead of HTTP when a certificate is configured.</summary>
    public static void AddHttps(this WebApplicationBuilder builder, CertificateSettings settings)
    {
        if (HttpsCertificate.Load(settings, builder.Configuration) is not { } https) return;
        builder.Services.AddSingleton(https);
        builder.Services.AddReloaded(https.Certificate);
    }

    /// <summary>
    /// Strict-Transport-Security: a browser that has used HTTPS does not go back to HTTP. Not in Development, because all programs share
    /// the host name localhost.
    /// </summary>
    public static void UseStrictTransport(this WebApplication app)
    {
        if (app.Environment.IsDevelopment()) return;
        app.Use((http, next) =>
        {
            if (http.Request.IsHttps) http.Response.Headers.StrictTransportSecurity = OneYear;
            return next(http);
        });
    }

    private static void AddReloaded(this IServiceCollection services, ReloadedCertificate certificate)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddFailureMonitor();
        services.AddSingleton(certificate);
        services.AddHostedService<CertificateReload>();
    }
}
