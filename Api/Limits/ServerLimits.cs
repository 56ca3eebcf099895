using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Requests;
using RetailGrains.ServiceDefaults.Limits;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;

namespace RetailGrains.Api.Limits;

/// <summary>The server's limits for all callers: sizes, times, connections and origins.</summary>
internal static class ServerLimits
{
    /// <summary>The maximum size of files.</summary>
    public const long MaxBody = 100 * 1024 * 1024;

    /// <summary>The maximum size of a JSON batch, unpacked.</summary>
    public const long MaxBatch = 32 * 1024 * 1024;

    /// <summary>
    /// The maximum size of one transaction, also as a line of NDJSON: twice its maximum content, to allow for names and white space.
    /// </summary>
    public const int MaxTransaction = 2 * 1024 * 1024;

    /// <summary>Bytes of a body that the server reads ahead of the endpoint, per connection.</summary>
    private const long ReadAhead = 128 * 1024;

    /// <summary>The maximum size of all other bodies.</summary>
    private const long MaxSmallBody = 64 * 1024;

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSettings<LimitOptions, LimitOptionsValidator>("Limits");
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitListsValidator>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>>(LimitServer);
        services.AddActiveMeter<LimitMeter>();
        services.AddSingleton(provider => new ConnectionLimiter(
            OptionsOf(provider).ConnectionsPerAddress, ProxyNetworks.Parse(OptionsOf(provider).TrustedProxies)));
        services.AddSingleton<BodyBudget>();
        services.AddRateLimits();
        services.AddTimeLimits(AnswerTooLateAsync);
        services.AddSingleton<QueryGate>();
        services.AddSingleton<AnswerBudget>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<LimitOptions>>(AllowOrigins);
    }

    /// <summary>Limits the connections of one address to a port.</summary>
    public static void LimitConnections(this ListenOptions listen, IServiceProvider services)
    {
        LimitMeter meter = services.GetRequiredService<LimitMeter>();
        ILogger logger = services.GetRequiredService<ILogger<ConnectionLimiter>>();
        listen.Limit(services.GetRequiredService<ConnectionLimiter>(), address =>
        {
            meter.Refused(Limit.Connections);
            ConnectionLimiting.LogRefused(logger, address, "Limits:ConnectionsPerAddress");
        });
    }

    /// <summary>Add this before routing.</summary>
    public static void UseEarlyLimits(this WebApplication app)
    {
        app.UseTrustedProxies(OptionsOf(app.Services).TrustedProxies, ForwardedHeaders.XForwardedFor);
        app.Use((http, next) =>
        {
            SecurityHeaders.Apply(http.Response);
            return next(http);
        });
    }

    /// <summary>Add this after authentication and routing, and before the endpoints.</summary>
    public static void UseLateLimits(this WebApplication app)
    {
        app.UseRequestTimeouts();
        app.UseMiddleware<GzipBodies>();
    }

    /// <summary>Limits the length of a body, by default to a small one.</summary>
    public static TBuilder LimitBody<TBuilder>(this TBuilder endpoints, long max = MaxSmallBody)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new BodyLimit(max)).AddEndpointFilter(
            // Without this check, an endpoint that reads no body would do its work before the server rejects the body.
            async (context, next) => context.HttpContext.Request.ContentLength > max ? TooLarge(max) : await next(context));

    /// <summary>Limits the length of a whole body; the endpoint also accepts streams, for which it lifts the limit itself.</summary>
    public static TBuilder LimitWholeBody<TBuilder>(this TBuilder endpoints, long max)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new BodyLimit(max)).AddEndpointFilter(
            async (context, next) =>
                context.HttpContext.Request.ContentLength > max && !JsonBody.IsNdjson(context.HttpContext.Request.ContentType)
                    ? TooLarge(max)
                    : await next(context));

    private static Problem TooLarge(long max) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body of this request may have at most {max:N0} bytes.");

    private static LimitOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptions<LimitOptions>>().Value;

    private static void LimitServer(KestrelServerOptions kestrel, IOptions<LimitOptions> options)
    {
        LimitOptions limits = options.Value;
        kestrel.Limits.MaxRequestBodySize = MaxBody;
        kestrel.Limits.MaxRequestBufferSize = ReadAhead;
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        kestrel.Limits.RequestHeadersTimeout = limits.HeadTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.IdleTimeout;
    }

    private static void AllowOrigins(CorsOptions cors, IOptions<LimitOptions> options)
    {
        if (options.Value.CorsOrigins is not [_, ..] origins) return;
        cors.AddDefaultPolicy(policy => policy.WithOrigins(origins)
            .WithMethods("GET", "POST", "PUT", "DELETE")
            .WithHeaders(
                HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.IfNoneMatch, AtLeast.Header)
            .WithExposedHeaders(HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate));
    }

    private static Task AnswerTooLateAsync(HttpContext http) => new Problem(
        StatusCodes.Status504GatewayTimeout, "The request timed out; its outcome is unknown. Retry with the same id.").ExecuteAsync(http);

    private sealed class BodyLimit(long max) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => max;
    }
}
