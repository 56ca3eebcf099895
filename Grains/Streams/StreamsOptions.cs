using Microsoft.Extensions.Options;

namespace RetailGrains.Streams;

/// <summary>Options of the streams of incoming and of recorded sales. Section <c>Streams</c> of the configuration.</summary>
public sealed class StreamsOptions
{
    /// <summary>Redis 7 or newer. Without it streams are disabled. Environment: REDIS_URL.</summary>
    public string? RedisUrl { get; set; }

    /// <summary>
    /// How long a delivery waits for the ledger before it fails and is delivered again. Default 20 s. It is below the 30 s after which
    /// Orleans times out a call and delivers the same entries again, so that the two do not run concurrently.
    /// </summary>
    public TimeSpan LedgerPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Publish recorded transactions on the stream <c>sales-recorded</c>. Default true. This reads every transaction from the ledger once
    /// more.
    /// </summary>
    public bool PublishRecorded { get; set; } = true;

    /// <summary>
    /// Approximate number of entries that the stream <c>sales-recorded</c> keeps. Default 100,000. The stream is a copy of the ledger for
    /// live readers, not for readers that are days behind.
    /// </summary>
    public int RecordedLength { get; set; } = 100_000;
}

/// <summary>Stops the start when the options of the streams are invalid.</summary>
internal sealed class StreamsOptionsValidator : IValidateOptions<StreamsOptions>
{
    public ValidateOptionsResult Validate(string? name, StreamsOptions options)
    {
        List<string> failures = [];
        if (options.LedgerPatience <= TimeSpan.Zero) failures.Add($"Streams:LedgerPatience must be above 00:00:00, not {options.LedgerPatience}.");
        if (options.RecordedLength < 1) failures.Add($"Streams:RecordedLength must be above 0, not {options.RecordedLength}.");
        if (options.RedisUrl is { } url && Streams.RedisUrl.ProblemOf(url) is { } problem) failures.Add(problem);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
