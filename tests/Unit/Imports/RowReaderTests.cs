using System.Text;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Tests.Unit.Imports;

public sealed class RowReaderTests
{
    private const string Good = "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom";

    [Fact]
    public async Task White_space_around_an_id_is_not_part_of_it_and_ids_are_composed()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header, " p-1 , A ,x,1,2010-12-01 08:26:00,2.5,\t , UK ", "p-1,A,x,1,2010-12-01 08:26:00,2.5,,UK\u3000",
            "p-2,e\u0301,x,1,2010-12-01 08:26:00,2.5,\u00a0C,UK");
        Assert.Empty(read.Rejects);
        Assert.Equal(["p-1", "p-2"], read.Transactions.Select(sale => sale.TransactionId));
        Assert.All(read.Transactions, sale => Assert.Equal("UK", sale.StoreId));
        Assert.Equal([null, "C"], read.Transactions.Select(sale => sale.CustomerId));
        Assert.Equal(["A", "A", "\u00e9"], read.Transactions.SelectMany(sale => sale.Lines).Select(line => line.ProductId));
    }

    [Theory]
    [InlineData("void:1,P,D,1,2010-12-01 08:26:00,2.55,C,S", "InvoiceNo: must not begin with void:")]
    [InlineData("..,P,D,1,2010-12-01 08:26:00,2.55,C,S", "InvoiceNo: must not be . or ..")]
    [InlineData("  ,P,D,1,2010-12-01 08:26:00,2.55,C,S", "InvoiceNo: missing")]
    [InlineData("1,.,D,1,2010-12-01 08:26:00,2.55,C,S", "StockCode: must not be . or ..")]
    public async Task An_id_that_no_sender_may_use_is_rejected(string row, string reason) =>
        Assert.StartsWith(
            reason, Assert.Single((await ImportFiles.ReadAsync(ImportFiles.Header, Good, row)).Rejects).FullReason,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("1,P,D,six,2010-12-01 08:26:00,2.55,C,S", "1", "Quantity: \"six\" is not a number")]
    [InlineData("1,P,D,,2010-12-01 08:26:00,2.55,C,S", "1", "Quantity: missing")]
    [InlineData("1,P,D,1.50001,2010-12-01 08:26:00,2.55,C,S", "1", "Quantity: \"1.50001\" has more than four decimals")]
    [InlineData("1,P,D,1000001,2010-12-01 08:26:00,2.55,C,S", "1", "Quantity: must be a number between -1000000 and 1000000")]
    [InlineData("1,P,D,99999999999999999999,2010-12-01 08:26:00,2.55,C,S", "1", "Quantity: \"99999999999999999999\" is too large")]
    [InlineData("1,P,D,1,2010-12-01 08:26:00,1e3,C,S", "1", "UnitPrice: \"1e3\" is not a number")]
    [InlineData("1,P,D,1,2010-12-01 08:26:00,2.55555,C,S", "1", "UnitPrice: \"2.55555\" has more than four decimals")]
    [InlineData("1,P,D,1,2010-12-01 08:26:00,\"2,55\",C,S", "1", "UnitPrice: \"2,55\" is not a number")]
    [InlineData("1,P,D,1,2010-12-01 08:26:00,1000000.01,C,S", "1", "UnitPrice: must lie between")]
    [InlineData("1,P,D,1,2010-13-01 08:26:00,2.55,C,S", "1", "InvoiceDate: \"2010-13-01 08:26:00\" is not a time")]
    [InlineData("1,P,D,1,2010-02-29 08:26:00,2.55,C,S", "1", "InvoiceDate: \"2010-02-29 08:26:00\" is not a time")]
    [InlineData("1,P,D,1,1999-12-31 23:59:59,2.55,C,S", "1", "InvoiceDate: must lie between")]
    [InlineData("1,,D,1,2010-12-01 08:26:00,2.55,C,S", "1", "StockCode: missing")]
    [InlineData("1,P,D,1,2010-12-01 08:26:00,2.55,C,", "1", "Country: missing")]
    [InlineData("1,P,D,1,2010-12-01 08:26:00,2.55,C", "1", "7 columns where the header has 8")]
    [InlineData("1,P,D,1,2010-12-01 08:26:00,2.55,C,S,X", "1", "more columns than the header's 8")]
    [InlineData("1,P,\"D,1,2010-12-01 08:26:00,2.55,C,S", "1", "Description: broken quoting")]
    [InlineData("1,P,\"D\"x,1,2010-12-01 08:26:00,2.55,C,S", "1", "Description: broken quoting")]
    [InlineData("1,P,7\" D,1,2010-12-01 08:26:00,2.55,C,S", "1", "Description: broken quoting")]
    [InlineData("\"1,P,D,1,2010-12-01 08:26:00,2.55,C,S", "", "InvoiceNo: broken quoting")]
    [InlineData(",P,D,1,2010-12-01 08:26:00,2.55,C,S", "", "InvoiceNo: missing")]
    public async Task A_bad_row_is_rejected_with_its_line_its_invoice_and_the_reason(string row, string invoice, string reason)
    {
        ReadFile read = await ImportFiles.ReadAsync(ImportFiles.Header, Good, row);
        ImportProblem reject = Assert.Single(read.Rejects);
        Assert.Equal(3, reject.Line);
        Assert.Equal(invoice, reject.Receipt);
        Assert.StartsWith(reason, reject.FullReason, StringComparison.Ordinal);
        Assert.Equal(1, read.RejectedInvoices);
        Assert.Equal(1, read.RejectedRows);
        Assert.Equal("536365", Assert.Single(read.Transactions).TransactionId);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_reject_only_their_own_invoice()
    {
        byte[] file = Encoding.Latin1.GetBytes($"{ImportFiles.Header}\n{Good}\n1,P,CAFÉ,1,2010-12-01 08:26:00,2.55,C,S\n");
        ReadFile read = await ImportFiles.ReadAsync(file);
        Assert.Equal(ImportProblem.Reject(3, "1", "Description", "not valid UTF-8"), Assert.Single(read.Rejects));
        Assert.Single(read.Transactions);
    }

    [Fact]
    public async Task An_endless_row_rejects_only_its_own_invoice()
    {
        string endless = $"1,P,{new string('x', 3 * LineReader.MaxLineBytes)},1,2010-12-01 08:26:00,2.55,C,S";
        ReadFile read = await ImportFiles.ReadAsync(ImportFiles.Header, endless, Good);
        Assert.Equal(ImportProblem.Reject(2, "1", "", "longer than 65,536 bytes"), Assert.Single(read.Rejects));
        Assert.Single(read.Transactions);
    }

    [Theory]
    [InlineData("2010-12-01 08:26:00", "2010-12-01T08:26:00.000000")]
    [InlineData("2010-12-01T08:26:01", "2010-12-01T08:26:01.000000")]
    [InlineData("2010-12-01 08:26", "2010-12-01T08:26:00.000000")]
    [InlineData("2012-02-29 23:59:59.12345678", "2012-02-29T23:59:59.123456")]
    public async Task Times_are_read_in_every_accepted_form(string text, string expected)
    {
        ReadFile read = await ImportFiles.ReadAsync(ImportFiles.Header, $"1,P,D,1,{text},1,C,S");
        SaleTime time = Assert.Single(read.Transactions).Time;
        Assert.Equal(expected, time.Wall.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(time.Offset);
    }

    [Theory]
    [InlineData("2.55", "2.55")]
    [InlineData("-11062.06", "-11062.06")]
    [InlineData("0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("+.5", "0.5")]
    [InlineData("1.23450000", "1.2345")]
    public async Task Prices_are_read_exactly(string text, string expected)
    {
        ReadFile read = await ImportFiles.ReadAsync(ImportFiles.Header, $"1,P,D,1,2010-12-01 08:26:00,{text},C,S");
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), read.Transactions[0].Lines[0].UnitPrice);
    }

    [Fact]
    public async Task Quoted_and_empty_fields_are_read_correctly()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header,
            "\"A1\",P,\"RECORD 7\"\" SINGLE, NEW \",6,2010-12-01 08:26:00,2.55,,\"United Kingdom\"\r",
            "",
            "C2,p,,-6,2010-12-01 08:26:00,2.55,,EIRE\r");
        Assert.Empty(read.Rejects);
        Assert.Equal(2, read.Survey.Rows);
        Assert.Equal(["A1", "C2"], read.Transactions.Select(t => t.TransactionId));
        Assert.Equal([TransactionKind.Adjustment, TransactionKind.Return], read.Transactions.Select(t => t.Kind));
        Assert.Equal(["RECORD 7\" SINGLE, NEW ", null], read.Transactions.Select(t => t.Lines[0].Description));
        Assert.All(read.Transactions, t => Assert.Null(t.CustomerId));
        Assert.Equal(["United Kingdom", "EIRE"], read.Transactions.Select(t => t.StoreId));
    }

    [Fact]
    public void Columns_are_found_in_any_order_and_under_either_name()
    {
        byte[] line =
            Encoding.UTF8.GetBytes("\uFEFFCountry,Extra,\"Customer ID\",Price,InvoiceDate,Quantity,Description,StockCode,Invoice");
        Assert.True(CsvHeader.TryParse(line, out CsvHeader? header, out _));
        Assert.Equal(8, header[CsvColumn.Invoice]);
        Assert.Equal(2, header[CsvColumn.Customer]);
        Assert.Equal("Price", header.NameOf(CsvColumn.Price));
    }

    [Fact]
    public void Missing_columns_are_named()
    {
        Assert.False(CsvHeader.TryParse("InvoiceNo,StockCode,Description,Quantity,Price"u8, out _, out string? problem));
        Assert.Equal("lacks the columns InvoiceDate, CustomerID, Country", problem);
    }
}
