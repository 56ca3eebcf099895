using RetailGrains.Operations;

namespace RetailGrains.Tests.Unit.Operations;

public sealed class StoredOutcomeTests
{
    [Theory]
    [InlineData("customer", true)]
    [InlineData("customer row", true)]
    [InlineData("product", false)]
    [InlineData("chain row", false)]
    public void The_ids_of_customers_are_not_stored(string where, bool hidden)
    {
        Difference stored = StoredOutcome.Of(With(new Difference(where, "17850", null, "units", "1", "2"))).Report.Differences[0];
        Assert.Equal(hidden ? StoredOutcome.Hidden : "17850", stored.Id);
        Assert.Equal(("units", "1", "2"), (stored.Figure, stored.Ledger, stored.Served));
    }

    [Fact]
    public void Only_the_first_differences_are_stored_and_all_are_counted()
    {
        Difference[] many = [.. Enumerable.Range(0, 1_000).Select(i => new Difference("product", $"{i}", null, "units", "1", "2"))];
        ReconciliationReport stored = StoredOutcome.Of(With(many)).Report;
        Assert.Equal(StoredOutcome.MaxDifferences, stored.Differences.Length);
        Assert.Equal(1_000, stored.DifferenceCount);
    }

    private static ReconciliationOutcome With(params Difference[] differences) =>
        new(new ReconciliationReport(differences.Length == 0, 1, 1, 1, 1, 1, 1, differences, differences.Length), Healing: null);
}
