using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using RetailGrains.Failures;

namespace RetailGrains.Silo.Tls;

/// <summary>Certificates in a host.</summary>
internal static class TlsHosting
{
    private const string OneYear = "max-age=31536000";

    /// <summary>Where settings name a certificate, the silo's connections carry nothing in the clear.</summary>
    public static ISiloBuilder UseClusterTls(this ISiloBuilder silo, IConfiguration configuration)
    {
        if (configuration.LoadClusterCertificate(ClusterTls.OfSilo) is not { } certificate) return silo;
        silo.Services.AddReloaded(certificate);
        return silo.Configure<SiloConnectionOptions>(new ClusterTls(certificate, configuration.TlsName()).Secure);
    }

    /// <summary>The same for a client of the cluster.</summary>
    public static IClientBuilder UseClusterTls(this IClientBuilder client, IConfiguration configuration)
    {
        if (configuration.LoadClusterCertificate(ClusterTls.OfApi) is not { } certificate) return client;
        client.Services.AddReloaded(certificate);
        return client.Configure<ClientConnectionOptions>(new ClusterTls(certificate, configuration.TlsName()).Secure);
    }

    /// <summary>HTTPS in place of HTTP, where settings name a certificate.</summary>
    public static void AddHttps(this WebApplicationBuilder builder, CertificateSettings settings)
    {
        if (HttpsCertificate.Load(settings, builder.Configuration) is not { } https) return;
        builder.Services.AddSingleton(https);
        builder.Services.AddReloaded(https.Certificate);
    }

    /// <summary>A browser that was served by HTTPS once does not come back without. Not in Development, whose host is everybody's localhost.</summary>
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
        services.TryAddSingleton<FailureMonitor>();
        services.AddSingleton(certificate);
        services.AddHostedService<CertificateReload>();
    }
}
