using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.Api.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Customers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Export;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Imports;
using RetailGrains.Api.Integrity;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Live;
using RetailGrains.Api.Operations;
using RetailGrains.Api.Products;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Stores;
using RetailGrains.Api.Streams;
using RetailGrains.Api.Transactions;
using RetailGrains.Api.Transactions.Batches;
using RetailGrains.Api.Transactions.Revisions;
using RetailGrains.Api.Walks;
using RetailGrains.Failures;
using RetailGrains.Ledger.Settings;
using RetailGrains.ServiceDefaults;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.ServiceDefaults.Metrics;
using RetailGrains.Silo.Access;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Api.Hosting;

/// <summary>Registers the services of the API itself, without grains and stores.</summary>
internal static class ApiHosting
{
    /// <summary>Binds the settings, from the environment and all other sources of configuration.</summary>
    public static void AddApiOptions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConfigureOptions<ApiOptions>, ReadApiOptions>();
        builder.Services.AddOptions<ApiOptions>().ValidateOnStart();
        builder.Services.AddOptions<LoggerFilterOptions>()
            .Configure<IOptions<ApiOptions>>((filters, options) => filters.FilterBy(options.Value.LogLevel));
        builder.Services.AddSingleton<IConfigureOptions<FirstOperatorOptions>, ReadFirstOperatorOptions>();
        builder.Services.AddOptions<FirstOperatorOptions>().ValidateOnStart();
    }

    /// <summary>Listens on the configured address.</summary>
    public static void Listen(this WebApplicationBuilder builder) =>
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ApiOptions>, IServiceProvider>(
            (kestrel, options, services) => kestrel.ListenAt(options.Value.Host, options.Value.Port, port =>
            {
                port.LimitConnections(services);
                services.GetService<HttpsCertificate>()?.Serve(port);
            }));

    public static void AddApiServices(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddFailureMonitor();
        builder.AddLimits();
        builder.AddApiDescription();
        builder.Services.AddAccess();
        builder.Services.AddSignInAudit();
        builder.Services.AddSingleton<DeveloperToken>();
        builder.Services.AddSingleton<Subjects>();
        builder.Services.AddSingleton<RoleAssignment>();
        builder.Services.AddSingleton<StoreBinding>();
        builder.Services.AddSingleton<FirstOperator>();
        builder.Services.AddSingleton<AuditTrail>();
        builder.Services.AddSingleton<ReadinessCheck>();
        builder.Services.AddSingleton<DiagnosticsCollector>();
        builder.Services.AddSingleton<Retry>();
        builder.Services.AddSingleton<ReadYourWrites>();
        builder.Services.AddSingleton<TransactionRecorder>();
        builder.Services.AddSingleton<ConflictErrors>();
        builder.Services.AddSingleton<TransactionReviser>();
        builder.Services.AddSingleton<ProblemReader>();
        builder.Services.AddSingleton<ImportAccess>();
        builder.Services.AddSingleton<ExportWriter>();
        builder.Services.AddSingleton<EntityExports>();
        builder.Services.AddLive();
        builder.Services.AddCurrencyOptions();
        builder.Services.AddSingleton<FigureCurrencies>();
        builder.Services.AddListCache();
        builder.Services.AddSingleton<ListWalks>();
        builder.AddTelemetry("retail-api");
        builder.Services.AddProcessInspector(ApiSettings.Known);
        builder.AddConsoleInApi();
    }

    /// <summary>The middleware ahead of the endpoints.</summary>
    public static void UseApiPipeline(this WebApplication app)
    {
        app.UseStrictTransport();
        app.UseUnreadBodies();
        app.UseHeadAsGet();
        app.UseMiddleware<ExceptionResponses>();
        app.UseConsoleCallers();
        app.UseEarlyLimits();
        app.UseRoutingWithEncodedIds();
        app.UseCors();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseConsoleInApi();
        app.UseDocsPage();
        app.UseUnknownPaths();
        app.UseAuthorization();
        app.UseCallTickets();
        app.UseKnownParameters();
        app.UseUtf8Bodies();
        app.UseLateLimits();
    }

    /// <summary>Maps all endpoints.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.MapConsoleInApi();
        app.MapHealth();
        app.MapVersion();
        app.MapMetricsPage().ForScrapers(app.Services);
        app.MapApiDescription();
        RouteGroupBuilder api = app.MapGroup(Routes.Base);
        api.MapHealth("Api");
        api.MapPostToken();
        api.MapPostPassword();
        api.MapAccounts();
        api.MapClients();
        api.MapGetAudit();
        api.MapPostTransaction();
        api.MapPostBatch();
        api.MapGetTransactions();
        api.MapTransactionExport();
        api.MapVoidTransaction();
        api.MapCorrectTransaction();
        api.MapGetRevisions();
        api.MapPostImport();
        api.MapGetImports();
        api.MapGetProblems();
        api.MapUndoImport();
        api.MapChainFigures();
        api.MapLive();
        api.MapStores();
        api.MapStoreDays();
        api.MapProducts();
        api.MapCustomers();
        api.MapExchangeRates();
        api.MapLedgerStatus();
        api.MapLedgerProof();
        api.MapReconciliation();
        api.MapDiagnostics();
        api.MapRebuild();
        api.MapStreamStatus();
        api.MapDeadLetters();
    }
}
