using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Imports;

/// <summary>
/// A file is imported as far as it can be read: a bad row rejects its whole invoice, with line and reason, and no other. A file without
/// required columns is refused.
/// </summary>
public sealed class BadRowTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
    private const string Good = "P1,A thing,2,2024-01-05 10:00:00,1.25,C1,Here";

    // The row after the invoice's number, and what the reason must mention. The bytes are Latin-1, so that one row can be invalid UTF-8.
    private static readonly (string Invoice, string Row, string Reason)[] Bad =
    [
        ("text-for-a-number", "P1,A thing,six,2024-01-05 10:00:00,1.25,C1,Here", "Quantity"),
        ("fraction-too-fine", "P1,A thing,1.23456,2024-01-05 10:00:00,1.25,C1,Here", "Quantity"),
        ("quantity-too-large", "P1,A thing,1000001,2024-01-05 10:00:00,1.25,C1,Here", "Quantity"),
        ("quantity-absurd", "P1,A thing,99999999999999999999,2024-01-05 10:00:00,1.25,C1,Here", "Quantity"),
        ("five-decimals", "P1,A thing,2,2024-01-05 10:00:00,1.23456,C1,Here", "UnitPrice"),
        ("price-too-large", "P1,A thing,2,2024-01-05 10:00:00,1000000.01,C1,Here", "UnitPrice"),
        ("13th-month", "P1,A thing,2,2024-13-05 10:00:00,1.25,C1,Here", "InvoiceDate"),
        ("30th-of-february", "P1,A thing,2,2024-02-30 10:00:00,1.25,C1,Here", "InvoiceDate"),
        ("no-product", ",A thing,2,2024-01-05 10:00:00,1.25,C1,Here", "StockCode"),
        ("another-store", "P1,A thing,2,2024-01-05 10:00:00,1.25,C1,There", "Country"),
        ("quote-within", "P1,A \"thing,2,2024-01-05 10:00:00,1.25,C1,Here", "quoting"),
        ("quote-closed-early", "P1,\"A\" thing,2,2024-01-05 10:00:00,1.25,C1,Here", "quoting"),
        ("latin-1", "P1,Caf\u00E9,2,2024-01-05 10:00:00,1.25,C1,Here", "UTF-8"),
        ("a-column-short", "P1,A thing,2,2024-01-05 10:00:00,1.25,C1", "7 columns"),
        ("a-column-more", "P1,A thing,2,2024-01-05 10:00:00,1.25,C1,Here,There", "columns"),
    ];

    [Fact]
    public async Task A_bad_row_rejects_its_own_invoice_with_line_and_reason_and_no_other()
    {
        ApiProcess api = await StartAsync();
        List<string> rows = [Header];
        List<(int Line, string Invoice, string Reason)> expected = [];
        foreach ((string invoice, string row, string reason) in Bad)
        {
            rows.Add($"before-{invoice},{Good}");
            rows.Add($"{invoice},{Good}");
            rows.Add($"{invoice},{row}");
            expected.Add((rows.Count - 1, invoice, $"dropped with line {rows.Count}"));
            expected.Add((rows.Count, invoice, reason));
            rows.Add($"{invoice},{Good}");
            expected.Add((rows.Count, invoice, $"dropped with line {rows.Count - 1}"));
        }

        rows.Add($"last,{Good}");
        JsonElement import = await api.Client.ImportAsync("bad.csv", Encoding.Latin1.GetBytes(string.Join("\r\n", rows)));
        Assert.Equal(Bad.Length + 1, import.GetProperty("recorded").GetInt64());
        Assert.Equal(Bad.Length, import.GetProperty("rejected").GetInt64());
        Assert.Equal(rows.Count - 1, import.GetProperty("rows").GetInt64());
        Assert.Equal(Bad.Length + 1, import.GetProperty("rowsRecorded").GetInt64());
        Assert.Equal(3 * Bad.Length, import.GetProperty("rowsRejected").GetInt64());

        Answer rejects =
            (await api.Client.GetAsync($"/imports/{import.GetProperty("importId").GetString()}/rejects")).Expect(HttpStatusCode.OK);
        string[] lines = rejects.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("line,invoice,reason", lines[0]);
        Assert.Equal(expected.Count, lines.Length - 1);
        foreach (((int line, string invoice, string reason), string reject) in expected.Zip(lines.Skip(1)))
        {
            Assert.StartsWith($"{line},{invoice},", reject, StringComparison.Ordinal);
            Assert.Contains(reason, reject, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await api.Client.GetAsync($"/transactions/{invoice}")).Status);
            Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync($"/transactions/before-{invoice}")).Status);
        }

        Assert.Equal(2.50m * (Bad.Length + 1), (await api.Client.GetAsync("/summary"))["totals"].GetProperty("netRevenue").GetDecimal());
    }

    [Fact]
    public async Task A_file_without_the_required_columns_is_refused_and_the_columns_are_named()
    {
        ApiProcess api = await StartAsync();
        byte[] file =
            Encoding.UTF8.GetBytes("InvoiceNo,StockCode,Description,InvoiceDate,CustomerID,Country\nA,P1,x,2024-01-05 10:00:00,C1,Here\n");
        Answer answer = (await api.Client.UploadAsync("short.csv", file)).Expect(HttpStatusCode.BadRequest);
        Assert.Contains("Quantity", answer.Text, StringComparison.Ordinal);
        Assert.Contains("UnitPrice", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("StockCode", answer.Text, StringComparison.Ordinal);
        Assert.Empty(await api.Client.ListAsync("/imports"));
    }
}
