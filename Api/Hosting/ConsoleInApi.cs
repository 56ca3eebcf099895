using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.ServiceDefaults.Settings;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Tls;
using RetailGrains.WebConsole.Hosting;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.Api.Hosting;

/// <summary>
/// Hosts the web console in the API's process. The console calls the API over loopback with its user's token, as any other client does.
/// </summary>
internal static class ConsoleInApi
{
    public const string Setting = "ENABLE_CONSOLE";

    private const int ProofLength = 32;

    /// <summary>Whether the console is hosted. Default true. Environment: ENABLE_CONSOLE.</summary>
    public static bool HasConsole(this IConfiguration configuration) => new SettingReader(configuration).Flag(Setting, otherwise: true);

    public static void AddConsoleInApi(this WebApplicationBuilder builder)
    {
        if (!builder.Configuration.HasConsole()) return;
        builder.AddConsole();
        builder.Services.AddSingleton(TransportOf);
    }

    /// <summary>Add this before the limits, which count callers by their address.</summary>
    public static void UseConsoleCallers(this WebApplication app)
    {
        if (app.Configuration.HasConsole()) app.UseMiddleware<ConsoleCallers>();
    }

    /// <summary>Add this after routing.</summary>
    public static void UseConsoleInApi(this WebApplication app)
    {
        if (app.Configuration.HasConsole()) app.UseConsole();
    }

    /// <summary>Maps the console's pages, or a redirect to the API's description.</summary>
    public static void MapConsoleInApi(this WebApplication app)
    {
        if (app.Configuration.HasConsole()) app.MapConsole();
        else app.MapRootPage();
    }

    /// <summary>The URL that signs a developer in once; null when there is no such token, or no console.</summary>
    public static string? DeveloperLink(IServiceProvider services, string url)
    {
        if (!services.GetRequiredService<IOptions<AccessOptions>>().Value.HasMadeKey) return null;
        var developer = services.GetRequiredService<DeveloperToken>();
        return services.GetService<SignInLink>() is { } link ? url + link.Create(developer.IssueForConsole) : null;
    }

    private static PlatformTransport TransportOf(IServiceProvider services)
    {
        ApiOptions options = services.GetRequiredService<IOptions<ApiOptions>>().Value;
        IPAddress address = options.Host is null || options.Host.Equals(IPAddress.Any) ? IPAddress.Loopback
            : options.Host.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : options.Host;
        var url = new UriBuilder(options.IsHttps ? "https" : "http", address.ToString(), options.Port);
        HttpsCertificate? own = services.GetService<HttpsCertificate>();
        string proof = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ProofLength));
        return new PlatformTransport(url.Uri, () => ConnectionsTo(own), proof);
    }

    /// <summary>The certificate names the public host and not loopback, so it is compared with this process's own one.</summary>
    private static SocketsHttpHandler ConnectionsTo(HttpsCertificate? own) => new()
    {
        UseCookies = false,
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown
                && own is not null
                && shown.RawDataMemory.Span.SequenceEqual(own.Certificate.Current.Shown.TargetCertificate.RawDataMemory.Span),
        },
    };
}
