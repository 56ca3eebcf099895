using System.Net.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using RetailGrains.Hosting;
using RetailGrains.ServiceDefaults.Settings;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.Tls;

/// <summary>The certificate of a process's HTTP port.</summary>
internal sealed record HttpsCertificate(ReloadedCertificate Certificate)
{
    /// <summary>Null when none is configured.</summary>
    /// <exception cref="StartupException">The certificate is not valid.</exception>
    public static HttpsCertificate? Load(CertificateSettings settings, IConfiguration configuration) =>
        CertificateFiles.Of(settings, configuration) is { } files
            ? new(new ReloadedCertificate(files, new CertificateNeeds(Name: null, CertificateRules.Server), TimeProvider.System))
            : null;

    /// <summary>Reports the problems of the settings and their files.</summary>
    /// <returns>Whether HTTPS is on.</returns>
    public static bool Check(CertificateSettings settings, IConfiguration configuration, SettingReader problems)
    {
        try
        {
            return Load(settings, configuration) is not null;
        }
        catch (StartupException e)
        {
            problems.Add(e.Message);
            return true;
        }
    }

    public void Serve(ListenOptions port) => port.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = _ =>
            ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = Certificate.Current.Shown }),
    });
}
