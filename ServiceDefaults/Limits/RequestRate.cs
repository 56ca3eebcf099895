using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace RetailGrains.ServiceDefaults.Limits;

/// <summary>A limit on the requests of each caller, the same for all of them. Beyond it, the answer is 429.</summary>
internal static class RequestRate
{
    /// <param name="services">The services of the process.</param>
    /// <param name="perSecond">The refill rate per caller; at least 10.</param>
    /// <param name="burst">The burst size per caller.</param>
    /// <param name="callerOf">Identifies the caller of a request.</param>
    public static void AddRequestRate(this IServiceCollection services, int perSecond, int burst, Func<HttpContext, string> callerOf)
    {
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond / 10,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
            QueueLimit = 0,
            AutoReplenishment = false,
        };
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                http => RateLimitPartition.GetTokenBucketLimiter(callerOf(http), _ => bucket));
        });
    }
}
