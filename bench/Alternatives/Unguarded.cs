using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Hosting;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;

namespace RetailGrains.Bench.Alternatives;

/// <summary>
/// The product without tokens, limits, security headers and decompression, to measure the cost of this protection. The product itself
/// cannot be started without it.
/// </summary>
internal static class Unguarded
{
    public const string Verb = "unguarded";

    /// <summary>Without protection, and also without hashes of the ledger's entries.</summary>
    public const string UnhashedVerb = "unhashed";

    /// <summary>Without protection, and also without metrics and logs.</summary>
    public const string SilentVerb = "silent";

    public static IReadOnlyList<string> Verbs { get; } = [Verb, UnhashedVerb, SilentVerb];

    // WebApplication adds these two middlewares unless these properties mark them as present.
    private static readonly string[] Guards = ["__AuthenticationMiddlewareSet", "__AuthorizationMiddlewareSet"];

    /// <summary>The runtime options that the product's project file sets.</summary>
    public static IReadOnlyDictionary<string, string> Runtime { get; } = new Dictionary<string, string>
    {
        ["DOTNET_gcServer"] = "1",
        ["DOTNET_GCDynamicAdaptationMode"] = "0",
    };

    public static async Task RunAsync(string verb)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.AddLogs();
        builder.AddApiOptions();
        builder.Listen();
        builder.AddApiServices();
        await using RetailStore store = await builder.OpenStoreAsync(StoreOwnership.None);
        builder.AddGrains(store);
        if (verb == UnhashedVerb) builder.Services.AddSingleton<EntrySealer, NoHashes>();
        if (verb == SilentVerb) Silence(builder);
        builder.Services.Configure<RouteOptions>(routes => routes.SuppressCheckForUnhandledSecurityMetadata = true);
        WebApplication app = builder.Build();
        foreach (string guard in Guards) ((IApplicationBuilder)app).Properties[guard] = true;
        app.UseMiddleware<ExceptionResponses>();
        app.UseRoutingWithEncodedIds();
        app.MapApi();
        await app.RunAsync();
    }

    /// <summary>Disables logs and metrics. An instrument whose streams are all dropped is not measured.</summary>
    private static void Silence(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddView(_ => MetricStreamConfiguration.Drop));
    }

    private sealed class NoHashes() : EntrySealer(new byte[HashSize])
    {
        public override byte[]? Seal(LedgerEntry entry, ReadOnlySpan<byte> previous) => null;
    }
}
