using Microsoft.Extensions.Options;

namespace RetailGrains.Operations;

/// <summary>Options of the scheduled reconciliation. Section <c>Reconciliation</c> of the configuration.</summary>
internal sealed class ReconciliationOptions
{
    /// <summary>
    /// Time between scheduled checks, at least a minute; 0: no scheduled checks. A check reads the whole ledger. Default one hour.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Time from the first start, or from a change of <see cref="Interval"/>, until the first check. Default 5 minutes.</summary>
    public TimeSpan FirstAfter { get; set; } = TimeSpan.FromMinutes(5);
}

internal sealed class ReconciliationOptionsValidator : IValidateOptions<ReconciliationOptions>
{
    /// <summary>Orleans accepts no shorter period for a reminder.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromMinutes(1);

    /// <summary>Orleans accepts no longer period for a reminder.</summary>
    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(45);

    public ValidateOptionsResult Validate(string? name, ReconciliationOptions options)
    {
        if (options.Interval != TimeSpan.Zero && (options.Interval < MinInterval || options.Interval > MaxInterval))
            return Fail($"Reconciliation:Interval must be 0, or from {MinInterval} to {MaxInterval}, not {options.Interval}.");
        if (options.FirstAfter < TimeSpan.Zero || options.FirstAfter > MaxInterval)
            return Fail($"Reconciliation:FirstAfter must be from 0 to {MaxInterval}, not {options.FirstAfter}.");
        return ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult Fail(string problem) => ValidateOptionsResult.Fail(problem);
}
