using CsCheck;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Integrity;

namespace RetailGrains.Tests.Unit.Erasure;

/// <summary>If a sale of an erased customer is sent again, it is compared as if it had been erased too.</summary>
public sealed class ErasedCustomersTests
{
    private static readonly ErasedCustomers Customers = new(new EntrySealer(new byte[32]));

    private static readonly Gen<SaleTransaction> Sales = Gen.Select(
        Gen.OneOfConst<string?>(null, "ada", "bob"), Gen.OneOfConst<string?>(null, "a note"), Gen.OneOfConst<string?>(null, "till 1"),
        Gen.Int[1, 3], (customer, note, register, quantity) => Sale(customer, quantity, new SaleDetails(register, Note: note).OrNull()));

    [Fact]
    public void The_same_sale_is_the_same_before_and_after_the_erasure_of_any_customer() =>
        Gen.Select(Sales, Sales, Gen.OneOfConst("ada", "bob")).Sample((recorded, sent, erased) =>
        {
            LedgerEntry before = Entry(recorded);
            LedgerEntry after = before.CustomerId == erased ? Erase(before) : before;
            bool same = before.HasContentOf(sent);
            // The erasure removed the note, so it cannot be compared.
            if (after != before && sent.CustomerId == erased) same = Entry(WithoutNote(recorded)).HasContentOf(WithoutNote(sent));
            Assert.Equal(same, after.HasContentOf(Customers.FormOf(sent, after)));
        });

    [Fact]
    public void A_sale_that_was_not_erased_is_compared_as_it_is() => Gen.Select(Sales, Sales).Sample((recorded, sent) =>
        Assert.Same(sent, Customers.FormOf(sent, Entry(recorded))));

    [Fact]
    public void A_customer_cannot_be_mistaken_for_another_erased_one()
    {
        LedgerEntry erased = Erase(Entry(Sale("ada", 1, null)));
        SaleTransaction sent = Sale("bob", 1, null);
        Assert.Same(sent, Customers.FormOf(sent, erased));
        Assert.False(erased.HasContentOf(sent));
    }

    [Fact]
    public void A_sale_that_was_read_after_the_erasure_and_is_sent_back_is_the_same()
    {
        LedgerEntry erased = Erase(Entry(Sale("ada", 1, new SaleDetails(Note: "x"))));
        SaleTransaction sent = Sale(erased.CustomerId, 1, null);
        Assert.True(erased.HasContentOf(Customers.FormOf(sent, erased)));
    }

    [Theory]
    [InlineData("erased-0123456789abcdef0123456789abcdef", true)]
    [InlineData("erased-0123456789abcdef0123456789abcdeg", false)]
    [InlineData("erased-0123456789abcdef0123456789abcde", false)]
    [InlineData("Erased-0123456789abcdef0123456789abcdef", false)]
    [InlineData("ada", false)]
    public void Pseudonyms_are_recognized(string id, bool expected) => Assert.Equal(expected, ErasedCustomers.IsPseudonym(id));

    [Fact]
    public void Every_customer_has_a_distinct_pseudonym_that_does_not_reveal_the_id() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 3], Gen.String[Gen.Char.AlphaNumeric, 1, 3]).Sample((some, other) =>
        {
            string pseudonym = Customers.Of(some).Pseudonym;
            Assert.True(ErasedCustomers.IsPseudonym(pseudonym));
            Assert.Equal(some == other, pseudonym == Customers.Of(other).Pseudonym);
        });

    private static SaleTransaction WithoutNote(SaleTransaction sale) =>
        sale with { Details = (sale.Details is { } details ? details with { Note = null } : null)?.OrNull() };

    private static LedgerEntry Erase(LedgerEntry entry) => entry with
    {
        CustomerId = Customers.Of(entry.CustomerId!).Pseudonym,
        Details = (entry.Details is { } details ? details with { Note = null } : null)?.OrNull(),
    };

    private static SaleTransaction Sale(string? customer, int quantity, SaleDetails? details) => new(
        "t", "s", customer, new SaleTime(new DateTime(2024, 3, 1), TimeSpan.Zero), TransactionKind.Sale,
        [new SaleLine("p", null, quantity, 1m)])
    {
        Details = details,
    };

    private static LedgerEntry Entry(SaleTransaction sale) => new(
        new Position(1, 1), sale.TransactionId, sale.StoreId, sale.CustomerId, new DateTimeOffset(sale.Time.Wall, TimeSpan.Zero), sale.Kind,
        sale.Lines, DateTime.UnixEpoch)
    {
        Details = sale.Details,
    };
}
