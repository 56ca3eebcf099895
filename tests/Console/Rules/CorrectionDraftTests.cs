using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using RetailGrains.Client;
using RetailGrains.WebConsole.Entities;
using RetailGrains.WebConsole.Transactions.Corrections;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class CorrectionDraftTests
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    [Fact]
    public void An_unchanged_form_equals_the_recorded_transaction()
    {
        Transaction recorded = Recorded();
        NewTransaction sent = CorrectionDraft.Of(FormOf(CorrectionDraft.Of(recorded))).ToTransaction(recorded);
        Assert.Equal(
            (recorded.TransactionId, recorded.StoreId, recorded.CustomerId, recorded.OccurredAt, recorded.Kind, recorded.Currency),
            (sent.TransactionId, sent.StoreId, sent.CustomerId, sent.OccurredAt, sent.Kind, sent.Currency));
        Assert.Equal((recorded.Note, recorded.Register, recorded.TaxIncluded), (sent.Note, sent.Register, sent.TaxIncluded));
        Assert.Equal(
            recorded.Lines.Select(line => (line.ProductId, line.Quantity, line.UnitPrice, (decimal?)line.Amount, line.Tax, line.TaxRate)),
            sent.Lines.Select(line => (line.ProductId, line.Quantity, line.UnitPrice, line.Amount, line.Tax, line.TaxRate)));
        Assert.Equal([("card", 7.49m)], sent.Payments!.Select(payment => (payment.Method, payment.Amount)));
    }

    [Theory]
    [InlineData("3", "2.50", "")]
    [InlineData("2", "2.49", "")]
    [InlineData("2", "2.50", "0.01")]
    public void A_line_with_another_price_gets_its_amount_from_the_api(string quantity, string unitPrice, string discount)
    {
        NewTransactionLine sent = Send(line => line with { Quantity = quantity, UnitPrice = unitPrice, Discount = discount }).Lines[0];
        Assert.Null(sent.Amount);
        Assert.Equal(20m, sent.TaxRate);
    }

    [Fact]
    public void A_removed_line_is_left_out_and_a_new_one_is_added()
    {
        Transaction recorded = Recorded();
        var draft = CorrectionDraft.Of(recorded);
        DraftLine[] lines = [draft.Lines[0] with { IsRemoved = true }, draft.Lines[1], new("", "new", "", "1", "9", "", "")];
        NewTransaction sent = CorrectionDraft.Of(FormOf(draft with { Lines = lines })).ToTransaction(recorded);
        Assert.Equal([("cup", 1m), ("new", 1m)], sent.Lines.Select(line => (line.ProductId, line.Quantity)));
    }

    [Theory]
    [InlineData("many", "1", "", "Line 1: the quantity")]
    [InlineData("1", "1,50", "", "Line 1: the unit price")]
    [InlineData("1", "", "", "Line 1: the unit price")]
    [InlineData("1", "1", "x", "Line 1: the discount")]
    public void A_field_that_is_not_a_number_is_named(string quantity, string unitPrice, string discount, string message)
    {
        var refused = Assert.Throws<FieldException>(
            () => Send(line => line with { Quantity = quantity, UnitPrice = unitPrice, Discount = discount }));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_product_and_a_payment_without_method_are_refused()
    {
        var noProduct = Assert.Throws<FieldException>(() => Send(line => line with { ProductId = "" }));
        Assert.Contains("needs a product", noProduct.Message, Ordinal);
        Transaction recorded = Recorded();
        CorrectionDraft draft = CorrectionDraft.Of(recorded) with { Payments = [new("", "5")] };
        Assert.Contains("needs a method", Assert.Throws<FieldException>(() => draft.ToTransaction(recorded)).Message, Ordinal);
    }

    [Fact]
    public void A_correction_without_lines_is_refused()
    {
        Transaction recorded = Recorded();
        CorrectionDraft draft = CorrectionDraft.Of(recorded) with { Lines = [] };
        Assert.Contains("void it", Assert.Throws<FieldException>(() => draft.ToTransaction(recorded)).Message, Ordinal);
    }

    [Theory]
    [InlineData("2026-03-01T10:20", "2026-03-01T10:20:00+01:00")]
    [InlineData("2026-03-01T10:20:31", "2026-03-01T10:20:31+01:00")]
    public void A_changed_time_is_in_the_zone_that_the_form_names(string typed, string sent)
    {
        Transaction recorded = Recorded();
        CorrectionDraft draft = CorrectionDraft.Of(recorded) with { OccurredAt = typed };
        Assert.Equal(DateTimeOffset.Parse(sent, CultureInfo.InvariantCulture), draft.ToTransaction(recorded).OccurredAt);
    }

    private static NewTransaction Send(Func<DraftLine, DraftLine> change)
    {
        Transaction recorded = Recorded();
        var draft = CorrectionDraft.Of(recorded);
        return CorrectionDraft.Of(FormOf(draft with { Lines = [change(draft.Lines[0])] })).ToTransaction(recorded);
    }

    /// <summary>The form as a browser sends it.</summary>
    private static FormCollection FormOf(CorrectionDraft draft)
    {
        StringValues All(Func<DraftLine, string> field) => draft.Lines.Select(field).ToArray();
        return new FormCollection(new Dictionary<string, StringValues>
        {
            ["revision"] = draft.Revision,
            ["storeId"] = draft.StoreId,
            ["customerId"] = draft.CustomerId,
            ["occurredAt"] = draft.OccurredAt,
            ["kind"] = draft.Kind,
            ["originalTransactionId"] = draft.OriginalTransactionId,
            ["register"] = draft.Register,
            ["cashier"] = draft.Cashier,
            ["note"] = draft.Note,
            ["line"] = All(line => line.Recorded),
            ["productId"] = All(line => line.ProductId),
            ["description"] = All(line => line.Description),
            ["quantity"] = All(line => line.Quantity),
            ["unitPrice"] = All(line => line.UnitPrice),
            ["discount"] = All(line => line.Discount),
            ["tax"] = All(line => line.Tax),
            ["remove"] = draft.Lines.Index().Where(line => line.Item.IsRemoved)
                .Select(line => line.Index.ToString(CultureInfo.InvariantCulture)).ToArray(),
            ["method"] = draft.Payments.Select(payment => payment.Method).ToArray(),
            ["paid"] = draft.Payments.Select(payment => payment.Paid).ToArray(),
        });
    }

    private static Transaction Recorded()
    {
        // Required members are not initialized, because the API may add more of them.
        var recorded = (Transaction)RuntimeHelpers.GetUninitializedObject(typeof(Transaction));
        recorded.TransactionId = "t-1";
        recorded.StoreId = "london";
        recorded.CustomerId = "c-1";
        recorded.OccurredAt = new DateTimeOffset(2026, 3, 1, 10, 20, 30, 123, TimeSpan.FromHours(1));
        recorded.Kind = "sale";
        recorded.Currency = "EUR";
        recorded.Note = "a note";
        recorded.Register = "7";
        recorded.TaxIncluded = false;
        recorded.Revision = 3;
        recorded.Payments = [new Payment { Method = "card", Amount = 7.49m }];
        // Two for 4.99: a rounded amount that cannot be computed exactly from quantity, price and discount.
        recorded.Lines = [LineOf("lamp", 2, 2.50m, 4.99m, 20), LineOf("cup", 1, 2.50m, 2.50m, null)];
        return recorded;
    }

    private static Client.Line LineOf(string product, decimal quantity, decimal price, decimal amount, decimal? taxRate) => new()
    {
        ProductId = product,
        Description = null,
        Quantity = quantity,
        UnitPrice = price,
        Discount = 0,
        Amount = amount,
        Tax = null,
        TaxRate = taxRate,
    };
}
