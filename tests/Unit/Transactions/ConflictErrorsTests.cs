using RetailGrains.Access;
using RetailGrains.Api.Transactions;
using RetailGrains.Ledger;
using Xunit;

namespace RetailGrains.Tests.Unit.Transactions;

public sealed class ConflictErrorsTests
{
    private static readonly DateTime At = new(2010, 12, 1, 8, 26, 0);

    [Fact]
    public void A_caller_of_other_stores_does_not_learn_what_a_store_has_recorded()
    {
        Dictionary<string, string[]> errors = ConflictErrors.Of(Entry("secret", 2), Sent("A", 2), null, StoreScope.Of(["A"]));
        Assert.Equal(["is recorded for another store"], Assert.Single(errors).Value);
        Assert.True(ConflictErrors.AreOfAnotherStore(errors));
        errors = ConflictErrors.Of(Entry("B", 2), Sent("A", 2), null, StoreScope.Of(["A", "B"]));
        Assert.Equal(["storeId"], errors.Keys);
        Assert.False(ConflictErrors.AreOfAnotherStore(errors));
    }

    [Fact]
    public void Many_differences_are_counted_and_the_first_are_named()
    {
        Dictionary<string, string[]> errors = ConflictErrors.Of(Entry("A", 5_000), Sent("A", 5_000), null, StoreScope.All);
        Assert.Equal(ContentDifferences.MaxShown + 1, errors.Count);
        Assert.Equal(["has 4980 more fields that differ"], errors["$"]);
    }

    [Fact]
    public void A_conflict_always_has_an_error() =>
        Assert.Equal(["$"], ConflictErrors.Of(null, Sent("A", 1), null, StoreScope.All).Keys);

    private static LedgerEntry Entry(string store, int lines) => new(
        new Position(0, 1), "T", store, null, new DateTimeOffset(At, TimeSpan.Zero), TransactionKind.Sale, Lines(lines, 1), At);

    private static SaleTransaction Sent(string store, int lines) => new(
        "T", store, null, new SaleTime(At, TimeSpan.Zero), TransactionKind.Sale, Lines(lines, lines > 2 ? 2 : 1));

    private static SaleLine[] Lines(int count, int quantity) => [.. Enumerable.Repeat(new SaleLine("P", null, quantity, 1m), count)];
}
