using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Http;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Api.Limits;

/// <summary>What the server takes from anyone: sizes, times, connections, origins.</summary>
internal static class ServerLimits
{
    /// <summary>Of batches and files.</summary>
    public const long LargestBody = 100 * 1024 * 1024;

    /// <summary>Of one transaction: as long as a line of NDJSON may be.</summary>
    public const long LargestTransaction = 4 * 1024 * 1024;

    /// <summary>Of all else.</summary>
    private const long LargestSmallBody = 64 * 1024;

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<LimitOptions>().BindConfiguration("Limits").ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>>(LimitServer);
        services.AddRateLimits();
        services.AddTimeLimits(AnswerTooLateAsync);
        services.AddSingleton<QueryGate>();
        services.AddSingleton<AnswerBudget>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<LimitOptions>>(AllowOrigins);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<LimitOptions>>(TrustProxies);
    }

    /// <summary>Before routing.</summary>
    public static void UseEarlyLimits(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<LimitOptions>>().Value.TrustedProxies.Length > 0) app.UseForwardedHeaders();
        app.Use((http, next) =>
        {
            SecurityHeaders.Apply(http.Response);
            return next(http);
        });
    }

    /// <summary>After it is known who calls what, and before it is done.</summary>
    public static void UseLateLimits(this WebApplication app)
    {
        app.UseRequestTimeouts();
        app.UseMiddleware<GzipBodies>();
    }

    /// <summary>A body is at most so long, which is a small one unless another length is given.</summary>
    public static TBuilder LimitBody<TBuilder>(this TBuilder endpoints, long most = LargestSmallBody)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new BodyLimit(most)).AddEndpointFilter(
            // An endpoint that reads no body would do its work, and only then learn that the server gives up on what comes.
            async (context, next) => context.HttpContext.Request.ContentLength > most
                ? new Problem(StatusCodes.Status413PayloadTooLarge, $"The body may have at most {most:N0} bytes here.")
                : await next(context));

    private static void LimitServer(KestrelServerOptions kestrel, IOptions<LimitOptions> options)
    {
        LimitOptions limits = options.Value;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
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

    private static void TrustProxies(ForwardedHeadersOptions forwarded, IOptions<LimitOptions> options)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        forwarded.ForwardLimit = null; // as far back as there are trusted ones
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (string proxy in options.Value.TrustedProxies) forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
    }

    private static Task AnswerTooLateAsync(HttpContext http) => new Problem(
        StatusCodes.Status504GatewayTimeout, "It took too long: what was sent may or may not be taken in.").ExecuteAsync(http);

    private sealed class BodyLimit(long most) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => most;
    }
}
