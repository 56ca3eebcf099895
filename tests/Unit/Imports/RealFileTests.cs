using System.Globalization;
using System.Text.Json;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Unit.Imports;

/// <summary>Compares the real file with its golden figures. RETAIL_DATA names the folder that contains both.</summary>
public sealed class RealFileTests
{
    [RealDataFact]
    public async Task The_real_file_gives_its_golden_figures()
    {
        string folder = TestData.Folder!;
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(folder, "online-retail.csv.gz"));
        using var golden = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "golden", "online-retail.json")));
        JsonElement summary = golden.RootElement.GetProperty("summary");

        ReadFile read = await ImportFiles.ReadAsync(file);

        Assert.Empty(read.Rejects);
        Assert.Equal(summary.GetProperty("rows").GetInt64(), read.Survey.Rows);
        Assert.Equal(summary.GetProperty("distinct_invoices").GetInt32(), read.Transactions.Count);
        Assert.Equal(read.Transactions.Count, read.Transactions.Select(t => t.TransactionId).Distinct().Count());
        SaleLine[] lines = [.. read.Transactions.SelectMany(t => t.Lines)];
        Assert.Equal(summary.GetProperty("rows").GetInt32(), lines.Length);
        Assert.Equal(Money(summary, "net_revenue"), lines.Sum(l => l.Amount));
        Assert.Equal(Money(summary, "gross_sales"), lines.Where(l => l.Amount > 0).Sum(l => l.Amount));
        Assert.Equal(Money(summary, "reductions"), lines.Where(l => l.Amount < 0).Sum(l => l.Amount));
        Assert.Equal(summary.GetProperty("sum_quantity").GetInt64(), lines.Sum(l => (long)l.Quantity));
        Assert.Equal(summary.GetProperty("distinct_stock_codes").GetInt32(), lines.Select(l => l.ProductId).Distinct().Count());
        Assert.Equal(
            summary.GetProperty("distinct_descriptions_non_null").GetInt32(),
            lines.Select(l => l.Description).OfType<string>().Distinct().Count());
        Assert.Equal(summary.GetProperty("null_description_rows").GetInt32(), lines.Count(l => l.Description is null));
        Assert.Equal(
            summary.GetProperty("cancellation_invoices").GetInt32(), read.Transactions.Count(t => t.Kind == TransactionKind.Return));
        JsonElement prefixes = summary.GetProperty("invoice_prefixes_rows");
        Assert.Equal(prefixes.GetProperty("C").GetInt32(), Lines(read, TransactionKind.Return));
        Assert.Equal(prefixes.GetProperty("A").GetInt32(), Lines(read, TransactionKind.Adjustment));
        Assert.Equal(prefixes.GetProperty("").GetInt32(), Lines(read, TransactionKind.Sale));
        Assert.Equal(
            summary.GetProperty("null_customer_rows").GetInt32(),
            read.Transactions.Where(t => t.CustomerId is null).Sum(t => t.Lines.Length));
        Assert.Equal(
            summary.GetProperty("distinct_customers").GetInt32(),
            read.Transactions.Select(t => t.CustomerId).OfType<string>().Distinct().Count());
        Assert.Equal(
            summary.GetProperty("distinct_countries").GetInt32(), read.Transactions.Select(t => t.StoreId).Distinct().Count());
    }

    private static int Lines(ReadFile read, TransactionKind kind) => read.Transactions.Where(t => t.Kind == kind).Sum(t => t.Lines.Length);

    private static decimal Money(JsonElement summary, string name) =>
        decimal.Parse(summary.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
