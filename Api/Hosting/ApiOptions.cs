using Microsoft.Extensions.Options;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Api.Hosting;

/// <summary>How the API is reached.</summary>
internal sealed class ApiOptions
{
    /// <summary>Port on the loopback addresses. Default 8000. Environment: API_PORT.</summary>
    public int Port { get; set; } = 8000;

    /// <summary>Least level that is logged. Default Information. Environment: LOG_LEVEL.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>Where the grains are. Default: in this process. Environment: RETAIL_CLUSTER (single, postgres).</summary>
    public GrainHosting Cluster { get; set; } = GrainHosting.Single;
}

/// <summary>Which processes the grains run in.</summary>
internal enum GrainHosting
{
    /// <summary>In this one, alone.</summary>
    Single,

    /// <summary>In the silos that PostgreSQL's membership table names.</summary>
    Postgres,
}

/// <summary>Reads <see cref="ApiOptions"/> from the configuration; what can't be used stops the start and is named.</summary>
internal sealed class ReadApiOptions(IConfiguration configuration) : IConfigureOptions<ApiOptions>
{
    public void Configure(ApiOptions options)
    {
        var settings = new SettingReader(configuration);
        options.Port = settings.Port("API_PORT", options.Port);
        options.LogLevel = settings.LogLevel();
        options.Cluster = ClusterOf(settings);
        settings.ThrowIfWrong<ApiOptions>();
    }

    private static GrainHosting ClusterOf(SettingReader settings)
    {
        GrainHosting? hosting = settings.Text("RETAIL_CLUSTER")?.ToUpperInvariant() switch
        {
            null or "SINGLE" => GrainHosting.Single,
            "POSTGRES" => GrainHosting.Postgres,
            _ => null,
        };
        if (hosting is null) settings.Add("RETAIL_CLUSTER must be single or postgres.");
        if (hosting is GrainHosting.Postgres && settings.Text("DATABASE_URL") is null)
            settings.Add("DATABASE_URL must name the silos' PostgreSQL database when RETAIL_CLUSTER is postgres.");
        return hosting ?? GrainHosting.Single;
    }
}
