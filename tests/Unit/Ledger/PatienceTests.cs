using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

/// <summary>
/// A call to a silo that dies is never answered, so a caller with a long timeout must not spend all of it on one attempt.
/// </summary>
public sealed class PatienceTests
{
    [Theory]
    [InlineData(60, 6)]
    [InlineData(10, 5)]
    [InlineData(3, 1.5)]
    [InlineData(0.5, 1)]
    [InlineData(-1, 1)]
    public void An_attempt_has_half_of_the_remaining_timeout_within_limits(double left, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), LedgerClient.TryTimeout(TimeSpan.FromSeconds(left)));
}
