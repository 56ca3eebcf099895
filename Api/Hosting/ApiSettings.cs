using RetailGrains.Api.Limits;
using RetailGrains.Api.Live;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Tls;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.Api.Hosting;

/// <summary>The settings of the API's program.</summary>
internal static class ApiSettings
{
    public static KnownSettings Known { get; } = SiloSettings.Common()
        .With("API_HOST", "API_PORT", "REQUEST_PATIENCE", "RETAIL_CLUSTER", "ENABLE_CACHING", "RETAIL_ADMIN_USER")
        .With(ConsoleInApi.Setting)
        .With(ReadConsoleOptions.Settings)
        .With(CertificateSettings.Api.Names)
        .WithSection<LimitOptions>("Limits")
        .WithSection<LiveOptions>("Live");
}
