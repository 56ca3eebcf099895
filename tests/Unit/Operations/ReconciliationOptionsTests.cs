using Microsoft.Extensions.Options;
using RetailGrains.Operations;

namespace RetailGrains.Unit.Operations;

public sealed class ReconciliationOptionsTests
{
    [Theory]
    [InlineData("01:00:00", "00:05:00", null)]
    [InlineData("00:00:00", "00:05:00", null)]
    [InlineData("00:01:00", "00:00:00", null)]
    [InlineData("00:00:59", "00:05:00", "Reconciliation:Interval")]
    [InlineData("-01:00:00", "00:05:00", "Reconciliation:Interval")]
    [InlineData("60.00:00:00", "00:05:00", "Reconciliation:Interval")]
    [InlineData("01:00:00", "-00:00:01", "Reconciliation:FirstAfter")]
    public void An_invalid_interval_is_refused_by_its_name(string interval, string first, string? named)
    {
        ValidateOptionsResult result = new ReconciliationOptionsValidator().Validate(null, new ReconciliationOptions
        {
            Interval = TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture),
            FirstAfter = TimeSpan.Parse(first, System.Globalization.CultureInfo.InvariantCulture),
        });
        Assert.Equal(named is null, result.Succeeded);
        if (named is not null) Assert.StartsWith(named, result.FailureMessage, StringComparison.Ordinal);
    }
}
