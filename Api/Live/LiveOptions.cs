using Microsoft.Extensions.Options;
using RetailGrains.Hosting;

namespace RetailGrains.Api.Live;

/// <summary>Options of <c>GET /live</c>. Section <c>Live</c>.</summary>
internal sealed class LiveOptions
{
    /// <summary>How often the chain is polled while there are listeners. Default one second.</summary>
    [WithinADay(MinMilliseconds = 100)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After this time without news the API sends a comment, so that no proxy closes the connection. Default 15 seconds.</summary>
    [AboveZero]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After this time the API ends the stream. The listener reconnects, with a token that must still be valid. Default 15 minutes.
    /// </summary>
    [AboveZero]
    public TimeSpan Longest { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The maximum number of listeners per process; further ones receive 503. Default 1,000.</summary>
    [NotNegative]
    public int MostListeners { get; set; } = 1_000;

    /// <summary>The maximum number of listeners per caller in a process; further ones receive 429. Default 5.</summary>
    [AboveZero]
    public int MaxPerCaller { get; set; } = 5;
}

[OptionsValidator]
internal sealed partial class LiveOptionsValidator : IValidateOptions<LiveOptions>;
