using System.Net;
using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.ServiceDefaults.Settings;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Api.Hosting;

/// <summary>Options of the API's server.</summary>
internal sealed class ApiOptions
{
    /// <summary>
    /// The address to listen on; null means any. Default any. When the key of tokens was created at the start, the default is loopback and
    /// no other address is allowed. Environment: API_HOST, an address, <c>localhost</c> or <c>*</c>.
    /// </summary>
    public IPAddress? Host { get; set; }

    /// <summary>The port to listen on. Default 8000. Environment: API_PORT.</summary>
    public int Port { get; set; } = 8000;

    /// <summary>
    /// Whether the API serves HTTPS instead of HTTP. Default false. Environment: API_TLS_CERT and API_TLS_KEY, PEM files.
    /// </summary>
    public bool IsHttps { get; set; }

    /// <summary>The minimum level that is logged. Default Information. Environment: LOG_LEVEL.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>
    /// How long a request waits and retries before the API answers 503. Default 10 s. Environment: REQUEST_PATIENCE, in seconds.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the grains run. Default: in this process. Environment: RETAIL_CLUSTER (single, postgres).</summary>
    public GrainHosting Cluster { get; set; } = GrainHosting.Single;
}

/// <summary>The processes that host the grains.</summary>
internal enum GrainHosting
{
    /// <summary>This process alone.</summary>
    Single,

    /// <summary>The silos in PostgreSQL's membership table.</summary>
    Postgres,
}

/// <summary>Reads <see cref="ApiOptions"/> from the configuration; an invalid setting stops the start with its name.</summary>
internal sealed class ReadApiOptions(IConfiguration configuration, IOptions<AccessOptions> access) : IConfigureOptions<ApiOptions>
{
    public void Configure(ApiOptions options)
    {
        var settings = new SettingReader(configuration);
        options.Port = settings.Port("API_PORT", options.Port);
        options.Host = settings.Host("API_HOST", onlyLoopback: access.Value.HasMadeKey);
        options.LogLevel = settings.LogLevel();
        options.Cluster = ClusterOf(settings);
        options.RequestTimeout = settings.Seconds("REQUEST_PATIENCE", options.RequestTimeout);
        if (!access.Value.Keys.CanSign)
            settings.Add("JWT_PRIVATE_KEY_FILE or JWT_SECRET_KEY must be set: the API signs tokens, and has only keys that verify them.");
        if (configuration.ProblemOfClusterId() is { } wrong) settings.Add(wrong);
        settings.Flag(ConsoleInApi.Setting, otherwise: true);
        options.IsHttps = HttpsCertificate.Check(CertificateSettings.Api, configuration, settings);
        if (options.Cluster == GrainHosting.Postgres) settings.CheckClusterTls(configuration, ClusterTls.OfApi);
        settings.ThrowIfWrong<ApiOptions>();
    }

    /// <summary>Read before the options exist, because it decides which services are hosted.</summary>
    public static GrainHosting ClusterOf(SettingReader settings)
    {
        GrainHosting? hosting = settings.Text("RETAIL_CLUSTER")?.ToUpperInvariant() switch
        {
            null or "SINGLE" => GrainHosting.Single,
            "POSTGRES" => GrainHosting.Postgres,
            _ => null,
        };
        if (hosting is null) settings.Add($"RETAIL_CLUSTER must be single or postgres, not '{settings.Text("RETAIL_CLUSTER")}'.");
        if (hosting is GrainHosting.Postgres && settings.Text("DATABASE_URL") is null)
            settings.Add("DATABASE_URL must name the silos' PostgreSQL database when RETAIL_CLUSTER is postgres.");
        return hosting ?? GrainHosting.Single;
    }
}
