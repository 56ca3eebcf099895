using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace RetailGrains.Hosting;

/// <summary>
/// A rule on one setting, checked at the start. The error names the setting, the rule and the value. The validator of a section passes the
/// section's name, so that the member's display name is the setting's with dots.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SettingRuleAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    public override bool RequiresValidationContext => true;

    /// <summary>Returns what the value must be, as words that follow "must be"; null when it is valid.</summary>
    protected abstract string? ExpectedInsteadOf(IComparable value);

    /// <inheritdoc/>
    protected sealed override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);
        return value is IComparable given && ExpectedInsteadOf(given) is { } expected
            ? new ValidationResult($"{validationContext.DisplayName.Replace('.', ':')} must be {expected}, not {given}.")
            : ValidationResult.Success;
    }

    /// <summary>Zero of the value's type.</summary>
    private protected static IComparable ZeroOf(IComparable value) =>
        value is TimeSpan ? TimeSpan.Zero : (IComparable)Convert.ChangeType(0, value.GetType(), CultureInfo.InvariantCulture);
}

/// <summary>A number or a time above zero.</summary>
public sealed class AboveZeroAttribute : SettingRuleAttribute
{
    /// <inheritdoc/>
    protected override string? ExpectedInsteadOf(IComparable value)
    {
        ArgumentNullException.ThrowIfNull(value);
        IComparable zero = ZeroOf(value);
        return value.CompareTo(zero) > 0 ? null : $"above {zero}";
    }
}

/// <summary>A number or a time that is not negative.</summary>
public sealed class NotNegativeAttribute : SettingRuleAttribute
{
    /// <inheritdoc/>
    protected override string? ExpectedInsteadOf(IComparable value)
    {
        ArgumentNullException.ThrowIfNull(value);
        IComparable zero = ZeroOf(value);
        return value.CompareTo(zero) >= 0 ? null : $"at least {zero}";
    }
}

/// <summary>A number with a minimum.</summary>
/// <param name="minimum">The minimum.</param>
public sealed class AtLeastAttribute(long minimum) : SettingRuleAttribute
{
    /// <summary>The minimum.</summary>
    public long Minimum => minimum;

    /// <summary>Explains the minimum: words that follow it, after a comma.</summary>
    public string? Because { get; set; }

    /// <inheritdoc/>
    protected override string? ExpectedInsteadOf(IComparable value) => Convert.ToInt64(value, CultureInfo.InvariantCulture) >= minimum
        ? null
        : $"at least {minimum}{(Because is null ? "" : $", {Because}")}";
}

/// <summary>A time up to a day. A longer one is a mistake, and timers do not support much longer ones.</summary>
public sealed class WithinADayAttribute : SettingRuleAttribute
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The minimum in milliseconds; default: any time above zero.</summary>
    public int MinMilliseconds { get; set; } = -1;

    /// <inheritdoc/>
    protected override string? ExpectedInsteadOf(IComparable value)
    {
        var time = (TimeSpan)value;
        bool mayBeZero = MinMilliseconds >= 0;
        TimeSpan min = mayBeZero ? TimeSpan.FromMilliseconds(MinMilliseconds) : TimeSpan.Zero;
        return (mayBeZero ? time >= min : time > min) && time <= Day ? null : $"{(mayBeZero ? "from" : "above")} {min} to {Day}";
    }
}
