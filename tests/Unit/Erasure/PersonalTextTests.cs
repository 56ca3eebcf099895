using System.Text.Json;
using CsCheck;
using RetailGrains.Imports;
using RetailGrains.Ledger.Erasure;

namespace RetailGrains.Tests.Unit.Erasure;

public sealed class PersonalTextTests
{
    private const string Pseudonym = "erased-0123456789abcdef0123456789abcdef";

    private static readonly Gen<string> Terms = Gen.String[Gen.Char["aB1é@. -"], 1, 6].Where(term => !string.IsNullOrWhiteSpace(term));
    private static readonly Gen<string> Texts = Gen.String[Gen.Char["aB1é@. -\",:"], 0, 20];

    [Theory]
    [InlineData("17850", "customer 17850 is unknown", $"customer {Pseudonym} is unknown")]
    [InlineData("17850", "17850", Pseudonym)]
    [InlineData("17850", "178501 and a17850", "178501 and a17850")]
    [InlineData("12", "2012-12-12", $"2012-{Pseudonym}-{Pseudonym}")]
    [InlineData("ada@example.org", "<ada@example.org>", $"<{Pseudonym}>")]
    [InlineData("a", "", "")]
    public void A_whole_id_is_replaced_and_no_part_of_a_word(string id, string text, string expected) =>
        Assert.Equal(expected, Of(id).Erase(text));

    [Fact]
    public void A_name_is_redacted() =>
        Assert.Equal($"sold to {Pseudonym} ({Pseudonym})", Of("c 1", "Ada Lovelace").Erase("sold to Ada Lovelace (c 1)"));

    /// <summary>The text between the terms is unchanged, and no term remains as a word.</summary>
    [Fact]
    public void The_text_around_an_id_stays_and_no_id_remains() => Gen.Select(Terms, Texts.List[1, 4]).Sample((id, parts) =>
    {
        string[] separated = [.. parts.Select(part => $"\"{part.Replace(id, "", StringComparison.Ordinal)}\"")];
        if (separated.Any(part => part.Contains(id, StringComparison.Ordinal))) return;
        string erased = Of(id).Erase(string.Join($",{id},", separated));
        Assert.Equal(string.Join($",{Pseudonym},", separated), erased);
    });

    [Fact]
    public void Erasing_twice_changes_nothing_more() => Gen.Select(Terms, Texts).Sample((id, text) =>
    {
        string once = Of(id).Erase(text);
        Assert.Equal(once, Of(id).Erase(once));
    });

    [Fact]
    public void A_reason_loses_only_what_it_quotes_of_the_customer()
    {
        string lengthy = new('x', 50);
        Assert.Equal(
            $"\"{Pseudonym}\" on line 6, but \"7\" on line 5", Of("6").EraseQuoted("\"6\" on line 6, but \"7\" on line 5"));
        Assert.Equal($"\"{Pseudonym}\" is not", Of(lengthy).EraseQuoted($"\"{lengthy[..40]}...\" is not"));
    }

    [Fact]
    public void A_transaction_loses_its_customer_and_note_and_keeps_its_numbers()
    {
        const string lines = "\"lines\":[{\"unitPrice\":2.50,\"quantity\":1e0}]";
        const string other = """{"note":"ADA","customerId":"bob"}""";
        Assert.Equal(
            $$"""[{"transactionId":"t","customerId":"{{Pseudonym}}",{{lines}}},{{other}},"{{Pseudonym}}"]""",
            Of("ada").EraseJson($$"""[{"transactionId":"t","customerId":"ada","note":"for Ada",{{lines}}},{{other}},"ada"]"""));
    }

    /// <summary>An operator may retry an erased dead letter, which must still be the same sale.</summary>
    [Theory]
    [InlineData("""{"transactionId":"7","storeId":"7","customerId":"7-B","lines":[{"productId":"7","description":"7","quantity":7}]}""")]
    [InlineData("""{"occurredAt":"7","register":"7","cashier":"7","kind":"7","currency":"7","taxIncluded":"7"}""")]
    [InlineData("""{"originalTransactionId":"7","payments":[{"method":"7","amount":7}],"customerId":"77"}""")]
    public void Other_objects_with_the_customers_id_stay(string json) => Assert.Equal(json, Of("7").EraseJson(json));

    [Theory]
    [InlineData("""{"customerId":7,"note":"x"}""", $$"""{"customerId":"{{Pseudonym}}"}""")]
    [InlineData("""{"customer":7,"client":["7"]}""", $$"""{"customer":"{{Pseudonym}}","client":["{{Pseudonym}}"]}""")]
    [InlineData("""{"customerId":"8","note":"with 7"}""", $$"""{"customerId":"8","note":"with {{Pseudonym}}"}""")]
    public void A_customer_is_found_as_a_number_and_under_a_wrong_name(string json, string expected) =>
        Assert.Equal(expected, Of("7").EraseJson(json));

    [Theory]
    [InlineData("Customer ID", "7", Pseudonym)]
    [InlineData("customerid", "7-B", "7-B")]
    [InlineData("NOTE", "for 7", $"for {Pseudonym}")]
    [InlineData("StockCode", "7", "7")]
    [InlineData("Quantity", "7", "7")]
    public void A_problem_of_an_import_loses_the_customer_where_its_column_can_hold_one(string field, string value, string expected)
    {
        ImportProblem erased = Of("7").Erase(new ImportProblem(1, 0, ImportProblemKind.Conflict, "7", field, "\"7\"", value, value));
        Assert.Equal(("7", expected, expected, $"\"{Pseudonym}\""), (erased.Receipt, erased.Recorded, erased.Sent, erased.Reason));
    }

    [Theory]
    [InlineData("""{"customerId":"ada","note":""")]
    [InlineData("""{"customerId":"ada","customerId":"ada"}""")]
    [InlineData("ada")]
    public void Invalid_JSON_is_treated_as_text(string text) =>
        Assert.DoesNotContain("ada", Of("ada").EraseJson(text), StringComparison.Ordinal);

    [Fact]
    public void An_escaped_id_is_found() =>
        Assert.Equal(
            Pseudonym,
            JsonDocument.Parse(Of("é\"").EraseJson("""{"customerId":"\u00e9\""}""")).RootElement.GetProperty("customerId").GetString());

    private static PersonalText Of(string id, string? name = null) => new(new ErasedCustomer(id, Pseudonym, []), name);
}
