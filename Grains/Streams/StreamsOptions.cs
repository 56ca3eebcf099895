using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using RetailGrains.Hosting;

namespace RetailGrains.Streams;

/// <summary>Options of the streams of incoming and of recorded sales. Section <c>Streams</c> of the configuration.</summary>
public sealed class StreamsOptions
{
    /// <summary>Redis 7 or newer. Without it streams are disabled. Environment: REDIS_URL.</summary>
    [ValidRedisUrl]
    public string? RedisUrl { get; set; }

    /// <summary>
    /// How long a delivery waits for the ledger before it fails and is delivered again. Default 20 s. It is below the 30 s after which
    /// Orleans times out a call and delivers the same entries again, so that the two do not run concurrently.
    /// </summary>
    [AboveZero]
    public TimeSpan LedgerPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Publish recorded transactions on the stream <c>sales-recorded</c>. Default true. This reads every transaction from the ledger once
    /// more.
    /// </summary>
    public bool PublishRecorded { get; set; } = true;

    /// <summary>
    /// Approximate number of entries that the stream <c>sales-recorded</c> keeps. Default 100,000. The stream is a copy of the ledger for
    /// live readers, not for readers that lag by days.
    /// </summary>
    [AboveZero]
    public int RecordedLength { get; set; } = 100_000;

    /// <summary>
    /// The client that writes the streams of incoming sales: the <c>sub</c> of their entries. Redis does not report who wrote an entry.
    /// Default <c>(redis)</c>, which no account or client can be named.
    /// </summary>
    [Required]
    [StringLength(64)]
    public string Client { get; set; } = "(redis)";
}

[OptionsValidator]
internal sealed partial class StreamsOptionsValidator : IValidateOptions<StreamsOptions>;

/// <summary>A valid URL of Redis, or none. The error does not quote its password.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidRedisUrlAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string url && RedisUrl.ProblemOf(url) is { } problem ? new ValidationResult(problem) : ValidationResult.Success;
}
