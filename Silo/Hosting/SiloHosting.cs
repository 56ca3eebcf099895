using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RetailGrains.Silo.Hosting;

/// <summary>What a silo that is a process of its own needs.</summary>
internal static class SiloHosting
{
    public static void AddSiloHostOptions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConfigureOptions<SiloHostOptions>, ReadSiloHostOptions>();
        builder.Services.AddOptions<SiloHostOptions>().ValidateOnStart();
        builder.Services.AddOptions<LoggerFilterOptions>()
            .Configure<IOptions<SiloHostOptions>>((filters, options) => filters.FilterBy(options.Value.LogLevel));
    }
}
