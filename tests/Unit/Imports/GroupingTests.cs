using System.Text;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Tests.Unit.Imports;

public sealed class GroupingTests
{
    [Fact]
    public async Task Rows_of_one_invoice_anywhere_in_the_file_are_one_transaction()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header,
            "1,P1,D,1,2010-12-01 08:00:00,1,C,S",
            "2,P2,D,1,2010-12-02 08:00:00,1,,T",
            "1,P3,D,2,2010-12-01 19:59:00,1,,",
            "1,P1,D,1,2010-12-01 08:00:00,1,C,S");
        Assert.Equal(["2", "1"], read.Transactions.Select(t => t.TransactionId));
        SaleTransaction one = read.Transactions[1];
        Assert.Equal(["P1", "P3", "P1"], one.Lines.Select(l => l.ProductId));
        Assert.Equal(new DateTime(2010, 12, 1, 8, 0, 0), one.Time.Wall);
        Assert.Equal(("S", "C"), (one.StoreId, one.CustomerId));
    }

    [Fact]
    public async Task An_invalid_row_rejects_its_whole_invoice_and_every_invalid_row_is_reported()
    {
        ReadFile read = await ImportFiles.ReadAsync(
            ImportFiles.Header,
            "1,P,D,1,2010-12-01 08:00:00,1,C,S",
            "2,P,D,1,2010-12-01 08:00:00,1,C,S",
            "1,P,D,x,2010-12-01 08:00:00,1,C,S",
            "1,P,D,1,2010-12-01 08:00:00,y,C,S",
            "1,P,D,1,2010-12-01 08:00:00,1,C,S");
        Assert.Equal("2", Assert.Single(read.Transactions).TransactionId);
        Assert.Equal([4L, 5L], read.Causes.Select(r => r.Line));
        Assert.Equal([(2L, "1"), (4L, "1"), (5L, "1"), (6L, "1")], read.Rejects.OrderBy(r => r.Line).Select(r => (r.Line, r.Receipt)));
        Assert.Equal(["dropped with line 4", "dropped with line 4"], read.Rejects.Except(read.Causes).Select(r => r.Reason));
        Assert.Equal(4, read.RejectedRows);
        Assert.Equal(1, read.RejectedInvoices);
    }

    [Fact]
    public async Task An_invoice_with_too_many_rows_is_rejected_with_the_first_row_beyond_the_limit()
    {
        string row = "1,P,D,1,2010-12-01 08:00:00,1,C,S";
        ReadFile read = await ImportFiles.ReadAsync([ImportFiles.Header, .. Enumerable.Repeat(row, TransactionRules.MaxLines + 1)]);
        Assert.Empty(read.Transactions);
        Assert.Equal(ImportProblem.Reject(5_002, "1", "", "the invoice has more than 5,000 rows"), Assert.Single(read.Causes));
        Assert.Equal(TransactionRules.MaxLines + 1, read.RejectedRows);
    }

    [Fact]
    public async Task Damaged_or_cut_off_gzip_data_fails_the_import()
    {
        byte[] good = ImportFiles.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', Rows(2_000))));
        byte[] cut = good[..(good.Length / 2)];
        byte[] damaged = [.. good];
        damaged[^6] ^= 0xFF; // the checksum
        foreach (byte[] bad in new[] { cut, damaged })
        {
            var e = await Assert.ThrowsAsync<ImportFileException>(() => ImportFiles.ReadAsync(bad));
            Assert.Contains("gzip data is damaged or truncated", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2_000, (await ImportFiles.ReadAsync(good)).Transactions.Count);
    }

    [Fact]
    public async Task A_file_beyond_the_limits_fails_the_import()
    {
        byte[] file = Encoding.UTF8.GetBytes(string.Join('\n', Rows(50)));
        byte[] reversed = Encoding.UTF8.GetBytes(string.Join('\n', Rows(50).Concat(Rows(50).Skip(1))));
        foreach ((byte[] bytes, ImportOptions options, string message) in new (byte[], ImportOptions, string)[]
        {
            (ImportFiles.Gzip(file), new() { MaxUncompressedBytes = 1_000 }, "more than 1,000 bytes"),
            (file, new() { MaxInvoices = 49 }, "more than 49 invoices"),
            (reversed, new() { MaxOpenLines = 49 }, "More than 49 rows wait"),
            (file, new() { MaxMemoryBytes = 6_000 }, "sort the file by invoice"),
            (reversed, new() { MaxMemoryBytes = 35_000 }, "sort the file by invoice"),
            (ImportFiles.Gzip([.. file, .. new byte[20 << 20]]), new(), "more than 100 times its size"),
            ([], new(), "empty"),
            ("Invoice,Price"u8.ToArray(), new(), "lacks the columns StockCode, Description"),
        })
        {
            var e = await Assert.ThrowsAsync<ImportFileException>(() => ImportFiles.ReadAsync(bytes, options: options));
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sorted_file_needs_memory_for_its_invoices_only() =>
        Assert.Equal(
            50,
            (await ImportFiles.ReadAsync(Encoding.UTF8.GetBytes(string.Join('\n', Rows(50))),
                options: new() { MaxMemoryBytes = 10_000 })).Transactions.Count);

    [Theory]
    [InlineData("x{0}")]
    [InlineData(",P,D,1,2010-12-01 08:00:00,1,C,S")]
    [InlineData("{0},P,D,x,2010-12-01 08:00:00,1,C,S")]
    [InlineData("{0},P,\"D,1,2010-12-01 08:00:00,1,C,S")]
    public async Task A_file_with_too_many_rejects_fails_and_the_invoices_before_are_passed_on(string bad)
    {
        string[] lines =
        [
            ImportFiles.Header, "good,P,D,1,2010-12-01 08:00:00,1,C,S",
            .. Enumerable.Range(0, 60_000).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, bad, i)),
        ];
        byte[] file = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        ImportSurvey survey = await ImportFileReader.SurveyAsync(new MemoryStream(file), new(), default);
        List<ImportBatch> batches = [];
        var e = await Assert.ThrowsAsync<ImportFileException>(async () =>
        {
            await foreach (ImportBatch batch
                in ImportFileReader.ReadAsync(new MemoryStream(file), survey, 0, ImportFiles.Now, 0, new(), default))
                batches.Add(batch);
        });
        Assert.Contains("More than 10,000 receipts were rejected", e.Message, StringComparison.Ordinal);
        Assert.Equal("good", Assert.Single(batches.SelectMany(batch => batch.Transactions)).TransactionId);
        Assert.Equal(10_001, batches.Sum(batch => batch.RejectedInvoices));
        Assert.Equal(10_001, batches.Sum(batch => batch.Rejects.Count));
    }

    [Fact]
    public async Task All_rows_of_one_rejected_invoice_count_as_one_reject()
    {
        ReadFile read =
            await ImportFiles.ReadAsync([ImportFiles.Header, .. Enumerable.Repeat("1,P,D,x,2010-12-01 08:00:00,1,C,S", 30_000)]);
        Assert.Equal(30_000, read.Rejects.Count);
        Assert.Equal((1, 30_000), (read.RejectedInvoices, read.RejectedRows));
    }

    [Fact]
    public async Task Invoices_are_at_most_a_mebibyte_and_batches_at_most_a_window()
    {
        string text = new('d', 990);
        IEnumerable<string> Invoice(string number, int rows) => Enumerable.Repeat($"{number},P,{text},1,2010-12-01 08:00:00,1,C,S", rows);
        ReadFile read = await ImportFiles.ReadAsync(
            [ImportFiles.Header, .. Enumerable.Range(0, 40).SelectMany(i => Invoice($"i{i}", 1_000)), .. Invoice("large", 1_100)]);
        Assert.Equal(40, read.Transactions.Count);
        Assert.Equal(("large", 1_100L), (Assert.Single(read.Causes).Receipt, read.RejectedRows));
        Assert.Contains("more than 1,048,576 bytes", read.Causes.First().Reason, StringComparison.Ordinal);
        Assert.All(read.Batches, batch => Assert.InRange(batch.Transactions.Sum(TransactionSize.Of), 0, TransactionSize.MaxWindowBytes));
    }

    [Fact]
    public async Task Reading_continues_after_any_batch_with_exactly_the_remaining_rows()
    {
        byte[] file = Encoding.UTF8.GetBytes(string.Join('\n', Rows(2_500).Append("7,P,D,bad,2010-12-01 08:00:00,1,C,S")));
        ReadFile whole = await ImportFiles.ReadAsync(file);
        Assert.True(whole.Batches.Count > 2);
        for (int done = 0; done < whole.Batches.Count; done++)
        {
            ReadFile rest = await ImportFiles.ReadAsync(file, whole.Batches[done].Row);
            string[] left = [.. whole.Batches.Skip(done + 1).SelectMany(b => b.Transactions).Select(t => t.TransactionId)];
            Assert.Equal(left, rest.Transactions.Select(t => t.TransactionId));
            Assert.Equal(whole.Batches.Skip(done + 1).Sum(b => b.RejectedInvoices), rest.RejectedInvoices);
        }
    }

    private static IEnumerable<string> Rows(int count) =>
        Enumerable.Range(0, count).Select(i => $"{i},P,D,1,2010-12-01 08:00:00,1,C,S").Prepend(ImportFiles.Header);
}
