using Microsoft.Extensions.Options;

namespace RetailGrains.Api.Limits;

/// <summary>How much one caller may ask for: section <c>Limits</c>.</summary>
internal sealed class LimitOptions
{
    /// <summary>Requests of one address without a good token. Default 50 a second, 200 at once.</summary>
    public RateOptions Anonymous { get; set; } = new() { PerSecond = 50, Burst = 200 };

    /// <summary>Requests of one viewer. Default 100 a second, 500 at once.</summary>
    public RateOptions Viewer { get; set; } = new() { PerSecond = 100, Burst = 500 };

    /// <summary>
    /// Requests of one producer. Default 1,000 a second, 5,000 at once. A chain of 1,000 tills, each with a sale every ten seconds, sends
    /// 100 a second when it sends them one by one; in batches of 500 it sends 500,000 sales a second before this holds it up.
    /// </summary>
    public RateOptions Producer { get; set; } = new() { PerSecond = 1_000, Burst = 5_000 };

    /// <summary>Requests of one operator. Default 1,000 a second, 5,000 at once.</summary>
    public RateOptions Operator { get; set; } = new() { PerSecond = 1_000, Burst = 5_000 };

    /// <summary>Batches, streams and uploads that one caller may have under way. Default 32.</summary>
    public int Uploads { get; set; } = 32;

    /// <summary>
    /// Bytes of bodies that this process holds at one time, but never more than a quarter of the memory that it may use; beyond it requests
    /// are answered 503, and streams wait. One caller has half of them at most. Default 256 MiB.
    /// </summary>
    public long BodyBytes { get; set; } = 256L << 20;

    /// <summary>Downloads of import problems that one caller may have under way. Default 4.</summary>
    public int Downloads { get; set; } = 4;

    /// <summary>Pages of lists that are read from the database at once. Default 4.</summary>
    public int Queries { get; set; } = 4;

    /// <summary>Pages of lists that are read from the database at once for one caller. Default 2.</summary>
    public int QueriesPerCaller { get; set; } = 2;

    /// <summary>Bytes of answers above 64 KiB that are being sent. Default 128 MiB.</summary>
    public long AnswerBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>Bytes of answers above 64 KiB that are being sent to one caller. Default 32 MiB.</summary>
    public long AnswerBytesPerCaller { get; set; } = 32L * 1024 * 1024;

    /// <summary>Connections to this process. Default 10,000.</summary>
    public int Connections { get; set; } = 10_000;

    /// <summary>How long the head of a request may take to come. Default 15 seconds.</summary>
    public TimeSpan HeadTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection without a request is kept. Default 130 seconds.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>How long a request may take, unless one of the others is for it. Default 60 seconds.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a batch, a stream or the upload of a file may take. Default 1 hour.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a download may take. Default 15 minutes.</summary>
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long reconciliation may take. Default 1 hour.</summary>
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Proxies, such as 10.0.0.5, whose <c>X-Forwarded-For</c> is believed; see <see cref="ProxyNetworks"/>. Default none: the address of the
    /// connection counts.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Origins, such as https://shop.example, whose pages may call from a browser. Default none.</summary>
    public string[] CorsOrigins { get; set; } = [];
}

/// <summary>A bucket of requests.</summary>
internal sealed class RateOptions
{
    /// <summary>So many flow in each second.</summary>
    public int PerSecond { get; set; }

    /// <summary>So many it holds.</summary>
    public int Burst { get; set; }
}

/// <summary>Stops the start when a limit lets nobody in, or can't be read.</summary>
internal sealed class LimitOptionsValidator : IValidateOptions<LimitOptions>
{
    private const long MinBodyBytes = 2 * ServerLimits.MaxBatch;

    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        List<string> failures = [];
        foreach ((string role, RateOptions rate) in new[]
        {
            (nameof(options.Anonymous), options.Anonymous), (nameof(options.Viewer), options.Viewer),
            (nameof(options.Producer), options.Producer), (nameof(options.Operator), options.Operator),
        })
        {
            if (rate.PerSecond < 1) failures.Add($"Limits:{role}:PerSecond must be above 0, not {rate.PerSecond}.");
            if (rate.Burst < 1) failures.Add($"Limits:{role}:Burst must be above 0, not {rate.Burst}.");
        }

        if (options.BodyBytes < MinBodyBytes)
            failures.Add($"Limits:BodyBytes must be at least {MinBodyBytes}, of which one body may take half, not {options.BodyBytes}.");
        foreach ((string setting, long value) in new (string, long)[]
        {
            (nameof(options.Uploads), options.Uploads), (nameof(options.Downloads), options.Downloads),
            (nameof(options.Queries), options.Queries), (nameof(options.QueriesPerCaller), options.QueriesPerCaller),
            (nameof(options.AnswerBytes), options.AnswerBytes), (nameof(options.AnswerBytesPerCaller), options.AnswerBytesPerCaller),
            (nameof(options.Connections), options.Connections),
        })
        {
            if (value < 1) failures.Add($"Limits:{setting} must be above 0, not {value}.");
        }

        foreach ((string setting, TimeSpan value) in new[]
        {
            (nameof(options.HeadTimeout), options.HeadTimeout), (nameof(options.IdleTimeout), options.IdleTimeout),
            (nameof(options.RequestTimeout), options.RequestTimeout), (nameof(options.UploadTimeout), options.UploadTimeout),
            (nameof(options.DownloadTimeout), options.DownloadTimeout), (nameof(options.CheckTimeout), options.CheckTimeout),
        })
        {
            if (value <= TimeSpan.Zero) failures.Add($"Limits:{setting} must be above 00:00:00, not {value}.");
        }

        failures.AddRange(options.TrustedProxies.Index().Select(proxy => ProxyNetworks.ProblemOf(proxy.Index, proxy.Item)).OfType<string>());
        failures.AddRange(options.CorsOrigins.Index().Where(origin => !IsOrigin(origin.Item))
            .Select(origin => $"Limits:CorsOrigins:{origin.Index} must be an origin such as https://shop.example, not '{origin.Item}'."));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
