using Microsoft.Extensions.Options;
using RetailGrains.Hosting;

namespace RetailGrains.Operations;

/// <summary>Options of the scheduled reconciliation. Section <c>Reconciliation</c> of the configuration.</summary>
internal sealed class ReconciliationOptions
{
    /// <summary>
    /// Time between scheduled checks, at least a minute; 0: no scheduled checks. A check reads the whole ledger. Default one hour.
    /// </summary>
    [ReminderPeriod]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Time from the first start, or from a change of <see cref="Interval"/>, until the first check. Default 5 minutes.</summary>
    [NotNegative]
    public TimeSpan FirstAfter { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>
/// The period of a reminder, or zero: Orleans accepts no shorter one than a minute, and timers none of more than some weeks.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ReminderPeriodAttribute : SettingRuleAttribute
{
    private static readonly TimeSpan Min = TimeSpan.FromMinutes(1), Max = TimeSpan.FromDays(45);

    protected override string? ExpectedInsteadOf(IComparable value) =>
        value is TimeSpan period && (period == TimeSpan.Zero || (period >= Min && period <= Max)) ? null : $"0, or from {Min} to {Max}";
}

[OptionsValidator]
internal sealed partial class ReconciliationOptionsValidator : IValidateOptions<ReconciliationOptions>;
