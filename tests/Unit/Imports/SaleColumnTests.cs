using CsCheck;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using Xunit;

namespace RetailGrains.Tests.Unit.Imports;

/// <summary>The columns for the fields of a sale that not every file has.</summary>
public sealed class SaleColumnTests
{
    private const string Header = ImportFiles.Header
        + ",Kind,Currency,Register,Cashier,Note,OriginalInvoiceNo,TaxIncluded,Payments,Discount,Amount,Tax,TaxRate";

    private const string RestOfRow = ",P,D,2,2010-12-01 08:26:00,5,C,S";
    private const string Row = "1" + RestOfRow;

    [Fact]
    public async Task Every_field_of_a_sale_is_read_and_those_of_the_receipt_from_its_first_row()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            Header,
            Row + ",return,EUR,7,ann,\"a, note\",17.0,false,card=5.5; gift=card = -1;cash=2,1,9,1.71,19",
            "1,Q,,0.355,,3.99,,,,,,,,,,,,1.42,,",
            "1,R,,0,,0,,,RETURN,EUR,7,,,17,,,,,,0");
        SaleTransaction one = Assert.Single(read.Transactions);
        Assert.Equal((TransactionKind.Return, "EUR"), (one.Kind, one.Currency));
        SaleDetails details = one.Details!;
        Assert.Equal(
            ("7", "ann", "a, note", "17", true),
            (details.Register, details.Cashier, details.Note, details.OriginalTransactionId, details.TaxExcluded));
        Assert.Equal([new Payment("card", 5.5m), new Payment("gift=card", -1m), new Payment("cash", 2m)], details.Payments!);
        Assert.Equal(
            [
                SaleLine.Of("P", "D", 2, 5m, 1m, 9m, 1.71m, 19m),
                SaleLine.Of("Q", null, 0.355m, 3.99m, null, 1.42m, null, null),
                SaleLine.Of("R", null, 0, 0, null, null, null, 0m),
            ],
            one.Lines);
    }

    [Fact]
    public async Task Empty_fields_have_no_effect()
    {
        ReadFile with = await ImportFiles.ReadAsync(Header, Row + ",,,,,,,,,,,,", "1,Q,,1,,1,,,,,,,,,,,,,,");
        ReadFile without = await ImportFiles.ReadAsync(ImportFiles.Header, Row, "1,Q,,1,,1,,");
        Assert.Equal(Assert.Single(without.Transactions).Lines, Assert.Single(with.Transactions).Lines);
        Assert.Equal((null, null), (with.Transactions[0].Currency, with.Transactions[0].Details));
        Assert.All(with.Transactions[0].Lines, line => Assert.Null(line.Details));
    }

    [Fact]
    public async Task A_column_for_the_kind_decides_instead_of_the_letters_of_receipt_numbers()
    {
        string header = ImportFiles.Header + ",Kind";
        ReadFile read = await ImportFiles.ReadAsync(
            header, $"CASH-1{RestOfRow},", $"A-1001{RestOfRow},Sale", $"7{RestOfRow},return");
        Assert.Equal(
            [("CASH-1", TransactionKind.Sale), ("A-1001", TransactionKind.Sale), ("7", TransactionKind.Return)],
            read.Transactions.Select(sale => (sale.TransactionId, sale.Kind)));
        read = await ImportFiles.ReadAsync(ImportFiles.Header, $"C1{RestOfRow}", $"A1{RestOfRow}");
        Assert.Equal([TransactionKind.Return, TransactionKind.Adjustment], read.Transactions.Select(sale => sale.Kind));
    }

    [Theory]
    [InlineData("refund,,,,,,,,,,,", "Kind: must be sale, return or adjustment")]
    [InlineData(",EURO,,,,,,,,,,", "Currency: must be an ISO 4217 code")]
    [InlineData(",,,,,5.3E+05,,,,,,", "OriginalInvoiceNo: \"5.3E+05\" is a number in scientific notation")]
    [InlineData(",,,,,,perhaps,,,,,", "TaxIncluded: must be true or false")]
    [InlineData(",,,,,,,card,,,,", "Payments: must be payments such as card=10.00;cash=5.20")]
    [InlineData(",,,,,,,;,,,,", "Payments: must be payments such as card=10.00;cash=5.20")]
    [InlineData(",,,,,,,card=x,,,,", "Payments: has an amount of \"card\" that cannot be read: \"x\" is not a number")]
    [InlineData(",,,,,,,=5,,,,", "Payments: has a method that must be 1 to 64 characters long")]
    [InlineData(",,,,,,,,x,,,", "Discount: \"x\" is not a number")]
    [InlineData(",,,,,,,,,1.23456,,", "Amount: \"1.23456\" has more than four decimals")]
    [InlineData(",,,,,,,,1,5,,", "Amount: must agree with quantity x unitPrice less discount, 9, within a cent per unit")]
    [InlineData(",,,,,,,,,,n/a,", "Tax: \"n/a\" is not a number")]
    [InlineData(",,,,,,,,,,,-1", "TaxRate: must be a percentage between 0 and 1000")]
    public async Task A_value_that_cannot_be_read_rejects_the_receipt_and_names_its_column(string fields, string reason)
    {
        ReadFile read = await ImportFiles.ReadAsync(Header, $"{Row},{fields}");
        Assert.Empty(read.Transactions);
        Assert.StartsWith(reason, Assert.Single(read.Rejects).FullReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",EUR,,,,,,,,,,", ",USD,,,,,,,,,,", "Currency: \"USD\" on line 3, but \"EUR\" on line 2")]
    [InlineData(",,7,,,,,,,,,", ",,8,,,,,,,,,", "Register: \"8\" on line 3, but \"7\" on line 2")]
    [InlineData(",,,,,,,,,,,", ",,,,,,,card=1,,,,", "Payments: \"card=1\" on line 3, but \"\" on line 2")]
    public async Task Rows_of_one_receipt_that_disagree_are_rejected_and_both_are_named(string first, string second, string reason)
    {
        ReadFile read = await ImportFiles.ReadAsync(Header, $"{Row},{first}", $"{Row},{second}");
        Assert.Empty(read.Transactions);
        Assert.StartsWith(reason, Assert.Single(read.Causes).FullReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_named_twice_is_refused()
    {
        ImportFileException e = await Assert.ThrowsAsync<ImportFileException>(
            () => ImportFiles.ReadAsync(ImportFiles.Header + ",OriginalInvoiceNo,originaltransactionid", Row + ",,"));
        Assert.Contains("OriginalInvoiceNo", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Payments_are_read_as_they_were_written() =>
        Gen.Select(Gen.Char['!', '~'].Array[1, 8], Gen.Int[-10_000_000, 10_000_000]).Array[1, 5].Sample(some =>
        {
            Payment[] payments = Array.ConvertAll(
                some, one => new Payment(new string(one.Item1).Replace(';', ':'), one.Item2 / 10_000m));
            if (Array.Exists(payments, one => one.Method is "." or "..")) return;
            string text = string.Join("; ", payments.Select(
                one => FormattableString.Invariant($"{one.Method}={one.Amount}")));
            Assert.Equal(payments, PaymentText.Read(text, out string? problem));
            Assert.Null(problem);
        });
}
