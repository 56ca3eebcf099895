using System.Text;
using RetailGrains.Imports;

namespace RetailGrains.Tests.Unit.Imports;

/// <summary>Quoted text never becomes a row, however its quotes are damaged, and every line is accounted for.</summary>
public sealed class QuotingTests
{
    private const string Before = "b,P,D,1,2010-12-01 08:00:00,1,C,S";
    private const string After = "a,P,D,1,2010-12-01 08:00:00,1,C,S";
    private const string Injected = "inj,A,x,1,2010-12-01 08:00:00,1000,,UK";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n\n")]
    public async Task A_line_break_in_quotes_is_text(string lineBreak)
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header, Before, $"n,A,\"one{lineBreak}{Injected}{lineBreak}\"\"end\"\"\",1,2010-12-01 08:00:00,2,,UK", After,
            "c,P,D,x,,,,");
        Assert.Equal(["b", "n", "a"], read.Transactions.Select(t => t.TransactionId));
        Assert.Equal($"one{lineBreak}{Injected}{lineBreak}\"end\"", read.Transactions[1].Lines[0].Description);
        int breaks = 2 * lineBreak.Count(c => c == '\n');
        Assert.Equal(5 + breaks, Assert.Single(read.Rejects).Line);
        Assert.Equal(4, read.Survey.Rows);
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    [InlineData("\r\r\n", false)]
    public async Task A_byte_order_mark_and_the_kind_of_line_break_do_not_matter(string lineBreak, bool mark)
    {
        string header = string.Join(',', ImportFiles.Header.Split(',').Prepend("two\nlines").Select(name => $"\"{name}\""));
        string file = $"{(mark ? "\uFEFF" : "")}{header}{lineBreak}x,{Before}{lineBreak}x,{After}{lineBreak}";
        foreach (byte[] bytes in (byte[][])[Encoding.UTF8.GetBytes(file), ImportFiles.Gzip(Encoding.UTF8.GetBytes(file))])
        {
            ReadFile read = await ImportFiles.ReadAsync(bytes);
            Assert.Empty(read.Rejects);
            Assert.Equal(["b", "a"], read.Transactions.Select(t => t.TransactionId));
            Assert.All(read.Transactions, t => Assert.Equal("S", t.StoreId));
        }
    }

    [Theory]
    [InlineData("n,A,\"one", Injected)]
    [InlineData("n,A,\"one", Injected, "end")]
    [InlineData("n,A,\"5\" nail", Injected, "end\",1,2010-12-01 08:00:00,2,,UK")]
    [InlineData("n,A, \"one", Injected, "end\",1,2010-12-01 08:00:00,2,,UK")]
    [InlineData("n,A,\"one", Injected, "end\"x,1,2010-12-01 08:00:00,2,,UK")]
    [InlineData("n,A,\"one", Injected, "end\"x\",1,2010-12-01 08:00:00,2,,UK")]
    public async Task Lines_that_may_be_inside_broken_quotes_are_each_rejected_by_number(params string[] torn)
    {
        ReadFile read = await ImportFiles.ReadAsync([ImportFiles.Header, Before, .. torn]);
        Assert.Equal("b", Assert.Single(read.Transactions).TransactionId);
        Assert.Equal(Enumerable.Range(3, torn.Length).Select(line => (long)line), read.Rejects.Select(r => r.Line).Order());
        Assert.All(
            read.Rejects.Where(r => r.Line > 3), r => Assert.Contains("the quotes that line 3 opens", r.Reason, StringComparison.Ordinal));
        Assert.StartsWith("Description: broken quoting", read.Rejects.First(r => r.Line == 3).FullReason, StringComparison.Ordinal);
        Assert.Equal(1 + torn.Length, read.Survey.Rows);
        Assert.Equal(torn.Length, read.RejectedRows);
    }

    [Theory]
    [InlineData("n,A,\"5\" nail\",1,2010-12-01 08:00:00,2,,UK")]
    [InlineData("n,A,\"D\"x,1,2010-12-01 08:00:00,2,,UK")]
    [InlineData("n,A,7\" nail,1,2010-12-01 08:00:00,2,,UK")]
    [InlineData("n,A,\"D\" ,1,2010-12-01 08:00:00,2,,UK")]
    [InlineData("n,A, \"D\",1,2010-12-01 08:00:00,2,,UK")]
    public async Task A_broken_quote_within_a_line_rejects_only_its_own_receipt(string row)
    {
        ReadFile read =
            await ImportFiles.ReadAsync(ImportFiles.Header, Before, row, After, After.Replace("D", "\"E, \"", StringComparison.Ordinal));
        Assert.Equal(["b", "a"], read.Transactions.Select(t => t.TransactionId));
        Assert.Equal((3L, "n", "Description"), (read.Rejects[0].Line, read.Rejects[0].Receipt, read.Rejects[0].Field));
        Assert.Equal(1, read.RejectedRows);
    }

    [Fact]
    public async Task A_quote_that_is_closed_much_later_rejects_the_lines_between_and_their_receipts()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header,
            Before,
            "n,A,\"D,1,2010-12-01 08:00:00,2,,UK",
            "two,P,D,1,2010-12-01 08:00:00,1,C,S",
            "m,P,\"E\",1,2010-12-01 08:00:00,1,C,S",
            "two,P,D,1,2010-12-01 08:00:00,1,C,S",
            After);
        Assert.Equal(["b", "a"], read.Transactions.Select(t => t.TransactionId));
        Assert.Equal([3L, 4L, 5L, 6L], read.Rejects.Select(r => r.Line).Order());
        Assert.Equal("dropped with line 4", read.Rejects.Single(r => r.Line == 6).Reason);
        Assert.Equal(4, read.RejectedRows);
    }

    [Fact]
    public async Task Both_readings_see_the_same_rows_however_the_file_is_split_and_whatever_its_length()
    {
        string open = $"n,A,\"{new string('x', LineReader.MaxLineBytes)}\n{Injected}";
        string[] filler = [.. Enumerable.Range(0, 4_000).Select(i => $"f{i},P,{new string('y', 60)},1,2010-12-01 08:00:00,1,C,S")];
        ReadFile read = await ImportFiles.ReadAsync([ImportFiles.Header, Before, open, .. filler]);
        Assert.Equal("b", Assert.Single(read.Transactions).TransactionId);
        Assert.Equal(3 + filler.Length, read.Survey.Rows);
        Assert.Equal(2 + filler.Length, read.RejectedRows);
        Assert.Equal(read.Survey.Rows, read.Batches[^1].Row);
    }

    [Fact]
    public async Task Rows_without_any_value_are_ignored_and_counted()
    {
        ReadFile read = await ImportFiles.ReadAsync(ImportFiles.Header, Before, ",,,,,,,", " , ,\"\",,,,\" \",", ",,", "", After);
        Assert.Equal(["b", "a"], read.Transactions.Select(t => t.TransactionId));
        Assert.Empty(read.Rejects);
        Assert.Equal((5, 3), (read.Survey.Rows, read.IgnoredRows));
    }

    [Theory]
    [InlineData("InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Country", "semicolons")]
    [InlineData("InvoiceNo\tStockCode\tDescription\tQuantity\tInvoiceDate\tUnitPrice\tCustomerID\tCountry", "tabs")]
    [InlineData("date|shop|sku", "vertical bars")]
    [InlineData("sep=;\nInvoiceNo;StockCode", "sep=;")]
    [InlineData(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,X\r1,P,D,1,2010-12-01 08:00:00,1,,S\r",
        "CR alone")]
    [InlineData(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,Quantity", "Quantity twice (columns 4 and 9)")]
    [InlineData("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,Price", "as UnitPrice and as Price")]
    [InlineData("InvoiceNo,Invoice,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", "as InvoiceNo and as Invoice")]
    [InlineData("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,note,NOTE", "as note and as NOTE")]
    [InlineData("InvoiceNo,StockCode,\"Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", "broken quoting")]
    [InlineData("a,b", "its first line is \"a,b\"")]
    public async Task A_wrong_header_is_refused_with_its_actual_cause(string file, string cause)
    {
        var e = await Assert.ThrowsAsync<ImportFileException>(() => ImportFiles.ReadAsync(Encoding.UTF8.GetBytes(file)));
        Assert.Contains(cause, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Utf16_files_and_workbooks_are_refused_by_name()
    {
        byte[][] wide = [[.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(ImportFiles.Header)],
            Encoding.BigEndianUnicode.GetBytes(ImportFiles.Header)];
        foreach (byte[] file in wide)
            Assert.Contains(
                "UTF-16", (await Assert.ThrowsAsync<ImportFileException>(() => ImportFiles.ReadAsync(file))).Message,
                StringComparison.Ordinal);
        byte[][] workbooks = ["PK\u0003\u0004xyz"u8.ToArray(), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]]];
        foreach (byte[] file in workbooks)
            Assert.Contains(
                "Excel", (await Assert.ThrowsAsync<ImportFileException>(() => ImportFiles.ReadAsync(file))).Message,
                StringComparison.Ordinal);
    }
}
