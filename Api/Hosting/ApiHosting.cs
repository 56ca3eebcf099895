using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Http;
using RetailGrains.Api.Imports;
using RetailGrains.Api.Operations;
using RetailGrains.Api.Streams;
using RetailGrains.Api.Transactions;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Api.Hosting;

/// <summary>What the API needs, besides the grains and the stores that it calls.</summary>
internal static class ApiHosting
{
    private const long LargestBody = 100 * 1024 * 1024;

    /// <summary>Settings, from the environment as from every other source of configuration.</summary>
    public static void AddApiOptions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConfigureOptions<ApiOptions>, ReadApiOptions>();
        builder.Services.AddOptions<ApiOptions>().ValidateOnStart();
        builder.Services.AddOptions<LoggerFilterOptions>().Configure<IOptions<ApiOptions>>((filters, options) => filters.FilterBy(options.Value.LogLevel));
    }

    /// <summary>
    /// Listens on 127.0.0.1 and ::1 only: there is no access control yet, so nobody outside this host may get in.
    /// </summary>
    public static void ListenOnLoopback(this WebApplicationBuilder builder) =>
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ApiOptions>>((kestrel, options) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.ListenLocalhost(options.Value.Port);
        });

    public static void AddApiServices(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Retry>();
        builder.Services.AddSingleton<Reaching>();
        builder.Services.AddSingleton<Recording>();
    }

    /// <summary>All endpoints.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.MapHealth();
        RouteGroupBuilder api = app.MapGroup(Routes.Base);
        api.MapHealth();
        api.MapPostTransaction();
        api.MapPostBatch();
        api.MapGetTransactions();
        api.MapVoidTransaction();
        api.MapPostImport();
        api.MapGetImports();
        api.MapChainFigures();
        api.MapStores();
        api.MapProducts();
        api.MapCustomers();
        api.MapLedgerStatus();
        api.MapReconciliation();
        api.MapRebuild();
        api.MapStreamStatus();
        api.MapDeadLetters();
    }
}
