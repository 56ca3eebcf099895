using System.Globalization;
using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>Totals that tests can compare.</summary>
internal readonly record struct Totals(
    decimal NetRevenue, decimal GrossSales, decimal Reductions, decimal Units, long Lines, long Transactions, long Returns)
{
    /// <summary>Reads an object with the fields of totals. Amounts of several currencies are added, as in the tests' own sums.</summary>
    public static Totals Of(JsonElement totals) => new(
        AmountOf(totals, "netRevenue"),
        AmountOf(totals, "grossSales"),
        AmountOf(totals, "reductions"),
        totals.GetProperty("units").GetDecimal(),
        totals.GetProperty("lines").GetInt64(),
        totals.GetProperty("transactions").GetInt64(),
        totals.GetProperty("returns").GetInt64());

    private static decimal AmountOf(JsonElement totals, string field) => totals.GetProperty(field).ValueKind == JsonValueKind.Null
        ? totals.GetProperty("byCurrency").EnumerateArray().Sum(part => part.GetProperty(field).GetDecimal())
        : totals.GetProperty(field).GetDecimal();

    /// <summary>The figures of each path, except first and last times, which cover everything that was ever recorded.</summary>
    public static async Task<string[]> ReadAsync(RetailClient client, params string[] paths)
    {
        List<string> figures = [];
        foreach (string path in paths)
        {
            Answer answer = (await client.GetAsync(path)).Expect(HttpStatusCode.OK);
            figures.Add(answer.Json.TryGetProperty("items", out JsonElement items)
                ? string.Join(" ", items.EnumerateArray().Select(item => $"{item.GetProperty("start")} {Of(item)}"))
                : $"{Of(answer["totals"])}");
        }

        return [.. figures];
    }

    /// <summary>Reads a row of the golden files, in which the invoices that are not cancelled are those that are not returns.</summary>
    public static Totals OfGolden(JsonElement row) => new(
        Money(row, "net_revenue"),
        Money(row, "gross_sales"),
        Money(row, "reductions"),
        row.GetProperty("quantity").GetInt64(),
        row.GetProperty("rows").GetInt64(),
        row.GetProperty("invoices").GetInt64(),
        row.GetProperty("invoices").GetInt64() - row.GetProperty("invoices_not_cancelled").GetInt64());

    /// <summary>The totals of a set of sales, computed independently of the API.</summary>
    public static Totals OfSales(IReadOnlyCollection<Sale> sales, Func<Line, bool>? counts = null)
    {
        Line[] lines = [.. sales.SelectMany(sale => sale.Lines).Where(line => counts is null || counts(line))];
        decimal[] amounts = Array.ConvertAll(lines, line => line.Quantity * line.UnitPrice);
        return new Totals(
            amounts.Sum(),
            amounts.Where(amount => amount > 0).Sum(),
            amounts.Where(amount => amount < 0).Sum(),
            lines.Sum(line => line.Quantity),
            lines.Length,
            sales.Count(sale => counts is null || sale.Lines.Any(counts)),
            sales.Count(sale => sale.Kind == "return" && (counts is null || sale.Lines.Any(counts))));
    }

    internal static decimal Money(JsonElement row, string name) =>
        decimal.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
