using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RetailGrains.ServiceDefaults.Logs;

namespace RetailGrains.Silo.Hosting;

/// <summary>Configures a silo that runs in a separate process.</summary>
internal static class SiloHosting
{
    /// <summary>The timeout of an orderly stop.</summary>
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(30);

    public static void AddSiloHostOptions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConfigureOptions<SiloHostOptions>, ReadSiloHostOptions>();
        builder.Services.AddOptions<SiloHostOptions>().ValidateOnStart();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeToLeave);
        builder.Services.AddOptions<LoggerFilterOptions>()
            .Configure<IOptions<SiloHostOptions>>((filters, options) => filters.FilterBy(options.Value.LogLevel));
    }
}
