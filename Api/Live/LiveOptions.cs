using Microsoft.Extensions.Options;

namespace RetailGrains.Api.Live;

/// <summary>How <c>GET /live</c> behaves. Section <c>Live</c>.</summary>
internal sealed class LiveOptions
{
    /// <summary>How often the chain is looked at while anybody listens. Default one second.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Without news for so long, a listener is sent a comment, so that nobody on the way takes it for dead. Default 15 seconds.
    /// </summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After so long the stream ends and the listener comes again, with a token that is still good. Default 15 minutes.
    /// </summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Most listeners of a process; others are told to come again. Default 1,000.</summary>
    public int MostListeners { get; set; } = 1_000;

    /// <summary>Most listeners of one caller in a process; others are refused with 429. Default 5.</summary>
    public int MaxPerCaller { get; set; } = 5;
}

/// <summary>Stops the start when a setting can't be used.</summary>
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
