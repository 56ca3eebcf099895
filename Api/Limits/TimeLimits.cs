using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace RetailGrains.Api.Limits;

/// <summary>Limits the time of a request; an endpoint without a limit has <see cref="LimitOptions.RequestTimeout"/>.</summary>
internal static class TimeLimits
{
    public const string Upload = "upload", Download = "download", Check = "check";

    /// <summary>For endpoints that read a body of many megabytes, or a stream.</summary>
    public static TBuilder LimitUploadTime<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new RequestTimeoutAttribute(Upload));

    /// <summary>For endpoints that write a body of many megabytes; the concurrent downloads of a caller are limited too.</summary>
    public static TBuilder LimitDownloads<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.RequireRateLimiting(RateLimits.DownloadPolicy).WithMetadata(new RequestTimeoutAttribute(Download));

    /// <summary>For endpoints that read the whole ledger.</summary>
    public static TBuilder LimitCheckTime<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new RequestTimeoutAttribute(Check));

    public static void AddTimeLimits(this IServiceCollection services, RequestDelegate answerTooLate)
    {
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<LimitOptions>>((timeouts, options) =>
        {
            LimitOptions limits = options.Value;
            timeouts.DefaultPolicy = Policy(limits.RequestTimeout);
            timeouts.AddPolicy(Upload, Policy(limits.UploadTimeout));
            timeouts.AddPolicy(Download, Policy(limits.DownloadTimeout));
            timeouts.AddPolicy(Check, Policy(limits.CheckTimeout));
        });

        RequestTimeoutPolicy Policy(TimeSpan timeout) => new() { Timeout = timeout, WriteTimeoutResponse = answerTooLate };
    }
}
