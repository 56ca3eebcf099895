using Microsoft.Extensions.Options;

namespace RetailGrains.Streams;

/// <summary>The streams that sales come in by and go out by. Section <c>Streams</c> of the configuration.</summary>
public sealed class StreamsOptions
{
    /// <summary>Redis 7 or newer. Without it there are no streams. Environment: REDIS_URL.</summary>
    public string? RedisUrl { get; set; }

    /// <summary>
    /// How long a delivery waits for the ledger before it is left to come again. Default 20 s: below the 30 after which Orleans gives a
    /// call up and sends the same again, so that the two don't run side by side.
    /// </summary>
    public TimeSpan LedgerPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// What was taken in is published on the stream <c>sales-recorded</c>. Default true; every transaction is read from the ledger once
    /// more for it.
    /// </summary>
    public bool PublishRecorded { get; set; } = true;

    /// <summary>
    /// About how many entries the stream <c>sales-recorded</c> keeps. Default 100,000: it is a copy of the ledger, for those who follow it,
    /// not for those who come days later.
    /// </summary>
    public int RecordedLength { get; set; } = 100_000;
}

/// <summary>Stops the start when the streams can't work as they are set.</summary>
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
