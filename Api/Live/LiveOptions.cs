using Microsoft.Extensions.Options;

namespace RetailGrains.Api.Live;

/// <summary>Options of <c>GET /live</c>. Section <c>Live</c>.</summary>
internal sealed class LiveOptions
{
    /// <summary>How often the chain is polled while there are listeners. Default one second.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After this time without news the API sends a comment, so that no proxy closes the connection. Default 15 seconds.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After this time the API ends the stream. The listener reconnects, with a token that must still be valid. Default 15 minutes.
    /// </summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The maximum number of listeners per process; further ones receive 503. Default 1,000.</summary>
    public int MostListeners { get; set; } = 1_000;

    /// <summary>The maximum number of listeners per caller in a process; further ones receive 429. Default 5.</summary>
    public int MaxPerCaller { get; set; } = 5;
}

/// <summary>Stops the start when a setting is invalid.</summary>
internal sealed class LiveOptionsValidator : IValidateOptions<LiveOptions>
{
    public ValidateOptionsResult Validate(string? name, LiveOptions options)
    {
        List<string> problems = [];
        if (options.Interval < TimeSpan.FromMilliseconds(100)) problems.Add($"Live:Interval must be at least 00:00:00.1, not {options.Interval}.");
        if (options.Heartbeat <= TimeSpan.Zero) problems.Add($"Live:Heartbeat must be above 00:00:00, not {options.Heartbeat}.");
        if (options.Longest <= TimeSpan.Zero) problems.Add($"Live:Longest must be above 00:00:00, not {options.Longest}.");
        if (options.MostListeners < 0) problems.Add($"Live:MostListeners must not be negative, as {options.MostListeners} is.");
        if (options.MaxPerCaller < 1) problems.Add($"Live:MaxPerCaller must be above 0, not {options.MaxPerCaller}.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
