using Microsoft.Extensions.Options;
using RetailGrains.Hosting;
using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Api.Limits;

/// <summary>Limits on requests: section <c>Limits</c>.</summary>
internal sealed class LimitOptions
{
    /// <summary>Requests per address without a valid token. Default 50 a second, burst 200.</summary>
    [ValidateObjectMembers]
    public RateOptions Anonymous { get; set; } = new() { PerSecond = 50, Burst = 200 };

    /// <summary>Requests per viewer. Default 100 a second, burst 500.</summary>
    [ValidateObjectMembers]
    public RateOptions Viewer { get; set; } = new() { PerSecond = 100, Burst = 500 };

    /// <summary>
    /// Requests per producer. Default 1,000 a second, burst 5,000. A chain of 1,000 tills, each with a sale every ten seconds, sends 100
    /// requests a second one by one. In batches of 500 it could send 500,000 sales a second within this limit.
    /// </summary>
    [ValidateObjectMembers]
    public RateOptions Producer { get; set; } = new() { PerSecond = 1_000, Burst = 5_000 };

    /// <summary>Requests per operator. Default 1,000 a second, burst 5,000.</summary>
    [ValidateObjectMembers]
    public RateOptions Operator { get; set; } = new() { PerSecond = 1_000, Burst = 5_000 };

    /// <summary>Concurrent batches, streams and uploads per caller. Default 32.</summary>
    [AboveZero]
    public int Uploads { get; set; } = 32;

    /// <summary>
    /// Bytes of request bodies that this process holds, but never more than a quarter of its memory limit. Beyond it, the API answers 503
    /// and streams wait. One caller may hold at most half of them. Default 256 MiB.
    /// </summary>
    [AtLeast(2 * ServerLimits.MaxBatch, Because = "of which one body may take half")]
    public long BodyBytes { get; set; } = 256L << 20;

    /// <summary>Concurrent exports and downloads of import problems per caller. Default 4.</summary>
    [AboveZero]
    public int Downloads { get; set; } = 4;

    /// <summary>Concurrent database queries for lists. Default 4.</summary>
    [AboveZero]
    public int Queries { get; set; } = 4;

    /// <summary>Concurrent database queries for lists per caller. Default 2.</summary>
    [AboveZero]
    public int QueriesPerCaller { get; set; } = 2;

    /// <summary>Bytes of answers above 64 KiB in progress. Default 128 MiB.</summary>
    [AboveZero]
    public long AnswerBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>Bytes of answers above 64 KiB in progress per caller. Default 32 MiB.</summary>
    [AboveZero]
    public long AnswerBytesPerCaller { get; set; } = 32L * 1024 * 1024;

    /// <summary>The maximum number of connections to this process. Default 10,000.</summary>
    [AboveZero]
    public int Connections { get; set; } = 10_000;

    /// <summary>
    /// The maximum number of connections of one address; an IPv6 network of 64 bits counts as one. <see cref="TrustedProxies"/> are exempt.
    /// Default 1,000.
    /// </summary>
    [AboveZero]
    public int ConnectionsPerAddress { get; set; } = 1_000;

    /// <summary>How long the head of a request may take to arrive. Default 15 seconds.</summary>
    [AboveZero]
    public TimeSpan HeadTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an idle connection is kept. Default 130 seconds.</summary>
    [AboveZero]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>How long a request may take, unless another timeout applies. Default 60 seconds.</summary>
    [AboveZero]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a batch, a stream or the upload of a file may take. Default 1 hour.</summary>
    [AboveZero]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a download may take. Default 15 minutes.</summary>
    [AboveZero]
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long reconciliation may take. Default 1 hour.</summary>
    [AboveZero]
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Proxies, such as 10.0.0.5, whose <c>X-Forwarded-For</c> is trusted; see <see cref="ProxyNetworks"/>. Default none: the connection's
    /// address counts.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>CORS origins, such as https://shop.example, whose pages may call the API from a browser. Default none.</summary>
    public string[] CorsOrigins { get; set; } = [];
}

/// <summary>The token bucket of a rate limit.</summary>
internal sealed class RateOptions
{
    /// <summary>The refill rate.</summary>
    [AboveZero]
    public int PerSecond { get; set; }

    /// <summary>The burst size.</summary>
    [AboveZero]
    public int Burst { get; set; }
}

[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;

/// <summary>Stops the start when a proxy or an origin is malformed.</summary>
internal sealed class LimitListsValidator : IValidateOptions<LimitOptions>
{
    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        List<string> failures = [];
        failures.AddRange(
            options.TrustedProxies.Index().Select(proxy => ProxyNetworks.ProblemOf(proxy.Index, proxy.Item)).OfType<string>());
        failures.AddRange(options.CorsOrigins.Index().Where(origin => !IsOrigin(origin.Item))
            .Select(origin => $"Limits:CorsOrigins:{origin.Index} must be an origin such as https://shop.example, not '{origin.Item}'."));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
