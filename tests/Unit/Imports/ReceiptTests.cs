using System.Text;
using RetailGrains.Access;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Tests.Unit.Imports;

/// <summary>Which rows form a receipt, and which id the receipt has.</summary>
public sealed class ReceiptTests
{
    private const string First = "1,P,D,1,2010-12-01 08:00:00,1,C,S";

    [Theory]
    [InlineData("1,P,D,1,2010-12-01 08:00:00,1,C,T", "Country: \"T\" on line 3, but \"S\" on line 2")]
    [InlineData("1,P,D,1,2010-12-01 08:00:00,1,D,S", "CustomerID: \"D\" on line 3, but \"C\" on line 2")]
    [InlineData(
        "1,P,D,1,2010-12-01 20:00:01,1,C,S",
        "InvoiceDate: 2010-12-01 20:00:01 on line 3 is more than 12 hours from 2010-12-01 08:00:00 on line 2")]
    [InlineData("1,P,D,1,2010-11-30 19:59:59,1,C,S", "InvoiceDate: 2010-11-30 19:59:59 on line 3 is more than 12 hours")]
    [InlineData("1.0,P,D,1,2010-12-01 08:00:00,1,C,T", "Country: \"T\" on line 3")]
    public async Task Rows_of_one_number_that_disagree_are_rejected_and_both_are_named(string second, string reason)
    {
        ReadFile read = await ImportFiles.ReadAsync(ImportFiles.Header, First, second, First);
        Assert.Empty(read.Transactions);
        Assert.StartsWith(reason, Assert.Single(read.Causes).FullReason, StringComparison.Ordinal);
        Assert.Equal([2L, 3L, 4L], read.Rejects.Select(r => r.Line).Order());
        Assert.Equal((1, 3), (read.RejectedInvoices, read.RejectedRows));
    }

    [Fact]
    public async Task A_chain_of_rows_that_spans_more_than_12_hours_is_rejected()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header, "1,P,D,1,2010-12-01 08:00:00,1,C,S", "1,P,D,1,2010-12-01 00:00:00,1,C,S",
            "1,P,D,1,2010-12-01 12:00:01,1,C,S");
        Assert.Contains(
            "more than 12 hours from 2010-12-01 00:00:00 on line 3", Assert.Single(read.Causes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Date_store_and_customer_left_empty_in_later_rows_are_those_of_the_first()
    {
        ReadFile read = await ImportFiles.ReadAsync(ImportFiles.Header, First, "1,Q,,2,,3,,");
        SaleTransaction one = Assert.Single(read.Transactions);
        Assert.Equal(("S", "C", 2), (one.StoreId, one.CustomerId, one.Lines.Length));
        read = await ImportFiles.ReadAsync(ImportFiles.Header, "1,Q,,2,,3,,", First);
        Assert.Equal("Country: missing", Assert.Single(read.Causes).FullReason);
    }

    [Fact]
    public async Task White_space_around_ids_and_point_zero_after_numbers_are_ignored()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header,
            " p-1 ,\tA ,x, 1 , 2010-12-01 08:00:00 , 1 ,\u00A017850.0, UK\u2003",
            "p-1,A,x,1,2010-12-01 08:00:00,1,17850,UK",
            "536365.0,3.0,x,1,2010-12-01 08:00:00,1,,1.0",
            "536366,A.0,x,1,2010-12-01 08:00:00,1,.0,1.00");
        Assert.Equal(["p-1", "536365", "536366"], read.Transactions.Select(t => t.TransactionId));
        Assert.Equal(
            ("UK", "17850", 2), (read.Transactions[0].StoreId, read.Transactions[0].CustomerId, read.Transactions[0].Lines.Length));
        Assert.Equal("A", read.Transactions[0].Lines[0].ProductId);
        Assert.Equal(("1", "3"), (read.Transactions[1].StoreId, read.Transactions[1].Lines[0].ProductId));
        SaleTransaction other = read.Transactions[2];
        Assert.Equal(("1.00", "A.0", ".0"), (other.StoreId, other.Lines[0].ProductId, other.CustomerId));
    }

    [Fact]
    public async Task Every_column_of_ids_is_cleaned_in_the_same_way()
    {
        const string header = ImportFiles.Header + ",Register,Cashier,OriginalInvoiceNo";
        ReadFile read = await ImportFiles.ReadAsync(
            header, "7.0,1.0,x,1,2010-12-01 08:00:00,1,2.0,3.0,4.0, 5.0 ,6.0", "7,1,x,1,2010-12-01 08:00:00,1,2,3,4,5,6");
        SaleTransaction one = Assert.Single(read.Transactions);
        Assert.Equal(("7", "3", "2", 2), (one.TransactionId, one.StoreId, one.CustomerId, one.Lines.Length));
        Assert.All(one.Lines, line => Assert.Equal("1", line.ProductId));
        Assert.Equal(new SaleDetails("4", "5", null, "6"), one.Details);
        for (int column = 8; column <= 10; column++)
        {
            string[] row = ["7", "1", "x", "1", "2010-12-01 08:00:00", "1", "2", "3", "4", "5", "6"];
            row[column] = "1.5E+05";
            ImportProblem reject = Assert.Single((await ImportFiles.ReadAsync(header, string.Join(',', row))).Rejects);
            Assert.Equal(header.Split(',')[column], reject.Field);
            Assert.Contains("scientific notation", reject.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rows_whose_number_is_written_composed_and_decomposed_are_one_receipt()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header, "Caf\u00e9-1,P,D,1,2010-12-01 08:00:00,1,C,S", "2,P,D,1,2010-12-01 08:00:00,1,C,S",
            "Cafe\u0301-1,P,D,1,2010-12-01 08:00:00,1,C,S");
        Assert.Empty(read.Rejects);
        Assert.Equal(["2", "Caf\u00e9-1"], read.Transactions.Select(t => t.TransactionId));
        Assert.Equal([1, 2], read.Transactions.Select(t => t.Lines.Length));
    }

    [Theory]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")] // a Korean syllable of three letters
    [InlineData("\u03b1\u0313\u0300\u0345", "\u1f82")] // a Greek letter with three marks
    [InlineData("\U0001F9FE", "\U0001F9FE")]
    public async Task A_number_of_64_characters_is_read_however_many_bytes_it_is_written_with(string written, string composed)
    {
        int count = TransactionRules.MaxId / composed.Length;
        string longest = string.Concat(Enumerable.Repeat(written, count));
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header, $"{longest},P,D,1,2010-12-01 08:00:00,1,C,S", $"{longest}x{written},P,D,1,2010-12-01 08:00:00,1,C,S");
        Assert.Equal(string.Concat(Enumerable.Repeat(composed, count)), Assert.Single(read.Transactions).TransactionId);
        Assert.Equal("InvoiceNo: must be 1 to 64 characters long", Assert.Single(read.Rejects).FullReason);
    }

    [Theory]
    [InlineData("0001-01-01 00:00:00+14:00")]
    [InlineData("0001-01-01 00:00:00")]
    [InlineData("9999-12-31 23:59:59.9999999-14:00")]
    [InlineData("9999-12-31 23:59:59")]
    public async Task A_later_row_with_a_time_at_the_end_of_the_calendar_rejects_its_receipt(string time)
    {
        foreach (string first in (string[])["2010-12-01 08:00:00+05:00", "2010-12-01 08:00:00-05:00", "2010-12-01 08:00:00"])
        {
            ReadFile read = await ImportFiles.ReadAsync(
                ImportFiles.Header, $"1,P,D,1,{first},1,C,S", $"1,P,D,1,{time},1,C,S", "2,P,D,1,2010-12-01 08:00:00,1,C,S");
            Assert.Equal("2", Assert.Single(read.Transactions).TransactionId);
            Assert.Contains("more than 12 hours from", Assert.Single(read.Causes).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_problem_names_a_long_column_by_text_that_every_database_can_store()
    {
        foreach (int length in (int[])[62, 63, 64])
        {
            string column = new string('x', length) + "\U0001F9FE";
            ReadFile read = await ImportFiles.ReadAsync(
                $"{ImportFiles.Header},{column}", "1,P,D,1,2010-12-01 08:00:00,1,C,S,\"a\"b");
            string field = Assert.Single(read.Causes).Field;
            Assert.Null(TransactionRules.Text(field));
            Assert.StartsWith(field, column, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("5.36365E+05", true)]
    [InlineData("5,36365e+05", true)]
    [InlineData("5.36365E5", true)]
    [InlineData("1E+12", true)]
    [InlineData("-1e-7", true)]
    [InlineData("1E5", true)]
    [InlineData("12345e67", false)]
    [InlineData("84596E", false)]
    [InlineData("E5", false)]
    [InlineData("1e234567", false)]
    [InlineData("C1E+5", false)]
    public async Task Numbers_in_scientific_notation_are_not_ids(string id, bool scientific)
    {
        foreach (string row
            in new[] { $"\"{id}\",P,D,1,2010-12-01 08:00:00,1,C,S", $"1,\"{id}\",D,1,2010-12-01 08:00:00,1,C,S", $"1,P,D,1,2010-12-01 "
                + $"08:00:00,1,\"{id}\",S", $"1,P,D,1,2010-12-01 08:00:00,1,C,\"{id}\"" })
        {
            ReadFile read = await ImportFiles.ReadAsync(ImportFiles.Header, row);
            Assert.Equal(scientific ? 0 : 1, read.Transactions.Count);
            if (scientific) Assert.Contains("scientific notation", Assert.Single(read.Rejects).Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("12/1/2010 8:26", "2010-12-01T08:26:00")]
    [InlineData("12/31/2010 18:26:07", "2010-12-31T18:26:07")]
    [InlineData("2010-12-01T08:26:00Z", "2010-12-01T08:26:00+00:00")]
    [InlineData("2010-12-01 08:26:00.5-0500", "2010-12-01T08:26:00.5-05:00")]
    [InlineData("2026-04-28 13:34:05 -0500", null)]
    [InlineData("2010-12-01 08:26 +05:30", "2010-12-01T08:26:00+05:30")]
    public async Task Spreadsheet_dates_and_offsets_are_parsed(string text, string? expected)
    {
        ReadFile read = await ImportFiles.ReadAsync(ImportFiles.Header, $"1,P,D,1,{text},1,C,S");
        if (expected is null)
        {
            Assert.Contains("a day ahead of now", Assert.Single(read.Rejects).Reason, StringComparison.Ordinal);
            return;
        }

        SaleTime time = Assert.Single(read.Transactions).Time;
        bool hasOffset = expected.Length > 19 && (expected.Contains('+', StringComparison.Ordinal) || expected[^6] == '-');
        Assert.Equal(hasOffset ? DateTimeOffset.Parse(expected, null).Offset : null, time.Offset);
        Assert.Equal(hasOffset ? DateTimeOffset.Parse(expected, null).DateTime : DateTime.Parse(expected, null), time.Wall);
    }

    [Theory]
    [InlineData("01/12/2010 08:26", null, "the order of day and month in")]
    [InlineData("12/10/2010 14:30", null, "the order of day and month in")]
    [InlineData("5/12/2010 8:26", "13/12/2010 8:26", "also has \"13/12/2010 8:26\"")]
    [InlineData("2/30/2010 8:26", null, "is not a date")]
    [InlineData("01.12.2010 8:26", null, "is not a time such as")]
    [InlineData("12/1/10 8:26", null, "is not a time such as")]
    [InlineData("12/1/2010 8:26 AM", null, "is not a time such as")]
    [InlineData("2010-12-01", null, "has no time of day")]
    [InlineData("2010-12-01 08:26:00+15:00", null, "is not a time such as")]
    public async Task Ambiguous_dates_are_rejected_with_the_reason(string text, string? elsewhere, string reason)
    {
        string[] other = elsewhere is null ? [] : [$"2,P,D,1,{elsewhere},1,C,S"];
        ReadFile read = await ImportFiles.ReadAsync([ImportFiles.Header, $"1,P,D,1,{text},1,C,S", .. other]);
        Assert.Empty(read.Transactions);
        Assert.Contains(reason, read.Rejects.Single(r => r.Line == 2).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unambiguous_dates_in_a_file_determine_the_form_of_the_ambiguous_ones()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header, "1,P,D,1,01/12/2010 08:26,1,C,S", "2,P,D,1,12/10/2010 14:30,1,C,S", "3,P,D,1,01/31/2010 08:26,1,C,S");
        Assert.Equal([1, 12, 1], read.Transactions.Select(t => t.Time.Wall.Month));
    }

    [Fact]
    public void A_conflict_names_the_row_the_field_and_both_values()
    {
        Assert.True(
            CsvHeader.TryParse("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,Price,CustomerID,Country"u8, out CsvHeader? header,
                out _));
        var survey = new ImportSurvey(header, 2, new InvoiceIndex(), new SlashDates());
        var at = new DateTime(2010, 12, 1, 8, 0, 0);
        SaleLine[] lines = [new("P", null, 1, 1m), new("Q", "D", 2, 2m)];
        var entry = new LedgerEntry(
            new Position(0, 1), "1", "S", null, new DateTimeOffset(at, TimeSpan.Zero), TransactionKind.Sale,
            [lines[0] with { Description = "" }, lines[1]], at);
        var same = new SaleTransaction("1", "S", null, new SaleTime(at, null), TransactionKind.Sale, lines);
        Assert.True(entry.HasContentOf(same));

        SaleTransaction other = same with { CustomerId = "C", Lines = [lines[0], lines[1] with { Quantity = 3, UnitPrice = 2.5m }] };
        Assert.False(entry.HasContentOf(other));
        Assert.Equal(
            [
                new ImportProblem(7, 0, ImportProblemKind.Conflict, "1", "CustomerID", "another value is recorded", null, "C"),
                new ImportProblem(9, 0, ImportProblemKind.Conflict, "1", "Quantity", "another value is recorded", "2", "3"),
                new ImportProblem(9, 1, ImportProblemKind.Conflict, "1", "Price", "another value is recorded", "2", "2.5"),
            ],
            ConflictProblems.Of(entry, new ImportedReceipt(other, [7, 9]), survey));

        SaleTransaction turned = same with { Lines = [lines[1], lines[0]] };
        Assert.Contains(
            "another order", Assert.Single(ConflictProblems.Of(entry, new ImportedReceipt(turned, [7, 9]), survey)).Reason,
            StringComparison.Ordinal);
        SaleTransaction shorter = same with { Lines = [lines[0]] };
        Assert.Equal(
            ("2", "1"), ConflictProblems.Of(entry, new ImportedReceipt(shorter, [7]), survey).Select(p => (p.Recorded, p.Sent)).First());
        SaleTransaction all = same with { Lines = [.. Enumerable.Repeat(lines[0], 2_000)] };
        LedgerEntry long_ = entry with { Lines = [.. Enumerable.Repeat(lines[1], 2_000)] };
        Assert.Equal(ContentDifferences.MaxShown, ConflictProblems.Of(long_, new ImportedReceipt(all, new long[2_000]), survey).Count());
    }

    [Fact]
    public async Task Receipts_of_stores_that_the_sender_is_not_bound_to_are_rejected_and_no_others()
    {
        byte[] file = Encoding.UTF8.GetBytes(string.Join(
            '\n', ImportFiles.Header, "1,P,D,1,2010-12-01 08:26,1,C,A", "2,P,D,1,2010-12-01 08:26,1,C,B", "2,P,D,1,2010-12-01 08:26,1,C,",
            "3,P,D,1,2010-12-01 08:26,1,C,A"));
        ReadFile read = await ImportFiles.ReadAsync(file, scope: StoreScope.Of(["A"]));
        Assert.Equal(["1", "3"], read.Transactions.Select(t => t.TransactionId));
        Assert.Equal(1, read.RejectedInvoices);
        Assert.Equal((3, "2", "Country", StoreScope.OtherStore), read.Causes.Select(r => (r.Line, r.Receipt, r.Field, r.Reason)).Single());
    }

    [Fact]
    public void A_sender_that_is_bound_to_stores_does_not_learn_what_another_store_has_recorded()
    {
        Assert.True(CsvHeader.TryParse(Encoding.UTF8.GetBytes(ImportFiles.Header), out CsvHeader? header, out _));
        var survey = new ImportSurvey(header, 1, new InvoiceIndex(), new SlashDates()) { Scope = StoreScope.Of(["A"]) };
        var at = new DateTime(2010, 12, 1, 8, 0, 0);
        var entry = new LedgerEntry(
            new Position(0, 1), "1", "secret store", "secret customer", new DateTimeOffset(at, TimeSpan.Zero), TransactionKind.Sale,
            [new("secret product", null, 7, 7m)], at);
        var sent = new SaleTransaction("1", "A", null, new SaleTime(at, null), TransactionKind.Sale, [new("P", null, 1, 1m)]);
        ImportProblem problem = Assert.Single(ConflictProblems.Of(entry, new ImportedReceipt(sent, [2]), survey));
        Assert.Equal((2, "InvoiceNo", null, null), (problem.Line, problem.Field, problem.Recorded, problem.Sent));
        Assert.Contains(
            ConflictProblems.Of(entry with { StoreId = "A" }, new ImportedReceipt(sent, [2]), survey),
            one => one.Recorded == "secret customer");
    }

    [Theory]
    [InlineData(AppendStatus.Duplicate, 11, AppendStatus.Recorded)]
    [InlineData(AppendStatus.Duplicate, 10, AppendStatus.Duplicate)]
    [InlineData(AppendStatus.Conflict, 11, AppendStatus.Conflict)]
    [InlineData(AppendStatus.Recorded, 11, AppendStatus.Recorded)]
    public void Entries_above_the_saved_heads_were_recorded_by_the_interrupted_call(
        AppendStatus told, long sequence, AppendStatus counted) =>
        Assert.Equal(counted, ImportIntent.StatusOf(new AppendResult(told, new Position(1, sequence)), [99, 10]));
}
