using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Description;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Http;
using RetailGrains.Api.Imports;
using RetailGrains.Api.Live;
using RetailGrains.Api.Operations;
using RetailGrains.Api.Transactions;

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
        builder.Services.AddSingleton<IConfigureOptions<FirstOperatorOptions>, ReadFirstOperatorOptions>();
        builder.Services.AddOptions<FirstOperatorOptions>().ValidateOnStart();
        builder.Services.AddOptions<LoggerFilterOptions>().Configure<IOptions<ApiOptions>>(FilterLogs);
    }

    /// <summary>Listens where the settings say.</summary>
    public static void Listen(this WebApplicationBuilder builder) =>
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ApiOptions>>((kestrel, options) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            int port = options.Value.Port;
            if (options.Value.Host is not { } host) kestrel.ListenAnyIP(port);
            else if (IPAddress.IsLoopback(host)) kestrel.ListenLocalhost(port);
            else kestrel.Listen(host, port);
        });

    public static void AddApiServices(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddAccess();
        builder.Services.AddSingleton<DeveloperToken>();
        builder.Services.AddSingleton<Subjects>();
        builder.Services.AddSingleton<FirstOperator>();
        builder.Services.AddSingleton<Retry>();
        builder.Services.AddSingleton<Reaching>();
        builder.Services.AddSingleton<Recording>();
        builder.Services.AddLive();
        builder.Services.AddListCache();
    }

    /// <summary>All endpoints.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.MapHealth();
        app.MapApiDescription();
        RouteGroupBuilder api = app.MapGroup(Routes.Base);
        api.MapHealth("Api");
        api.MapPostToken();
        api.MapAccounts();
        api.MapClients();
        api.MapPostTransaction();
        api.MapPostBatch();
        api.MapGetTransactions();
        api.MapVoidTransaction();
        api.MapPostImport();
        api.MapGetImports();
        api.MapChainFigures();
        api.MapLive();
        api.MapStores();
        api.MapProducts();
        api.MapCustomers();
        api.MapLedgerStatus();
        api.MapReconciliation();
        api.MapRebuild();
    }

    private static void FilterLogs(LoggerFilterOptions filters, IOptions<ApiOptions> options)
    {
        LogLevel level = options.Value.LogLevel;
        filters.MinLevel = level;
        filters.Rules.Clear();
        // The frameworks' lines about each request would cost more than the request.
        LogLevel frameworks = level is LogLevel.Information ? LogLevel.Warning : level;
        filters.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore", frameworks, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Orleans", frameworks, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Microsoft.Orleans", frameworks, null));
        filters.Rules.Add(new LoggerFilterRule(null, "Polly", frameworks, null)); // a line for every activation that is placed
        // Orleans 10.4.2's watchdog measures its first interval from the machine's start and warns of it.
        filters.Rules.Add(new LoggerFilterRule(null, "Orleans.Runtime.Watchdog", LogLevel.Error, null));
    }
}
