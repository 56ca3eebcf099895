using System.Globalization;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Imports;

namespace RetailGrains.Api.Export;

/// <summary>A column of a CSV export. Its name is the path of the field in JSON.</summary>
/// <param name="Name">The name in the header.</param>
/// <param name="CellOf">Returns the cell as it is written.</param>
internal sealed record ExportColumn<T>(string Name, Func<T, string> CellOf);

/// <summary>Makes the columns of lists. Texts are safe to open in a spreadsheet; numbers are exact, and never changed.</summary>
internal static class ExportColumns
{
    public static ExportColumn<T> Text<T>(string name, Func<T, string?> of) => new(name, row => CsvText.Cell(of(row) ?? string.Empty));

    public static ExportColumn<T> Number<T>(string name, Func<T, decimal?> of) =>
        new(name, row => of(row)?.ToString(CultureInfo.InvariantCulture) ?? string.Empty);

    public static ExportColumn<T> Flag<T>(string name, Func<T, bool> of) => new(name, row => of(row) ? "true" : "false");

    /// <summary>A time in UTC.</summary>
    public static ExportColumn<T> Time<T>(string name, Func<T, DateTime?> of) => new(
        name, row => of(row)?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture) ?? string.Empty);

    /// <summary>A time with its offset.</summary>
    public static ExportColumn<T> TimeWithOffset<T>(string name, Func<T, DateTimeOffset> of) => new(
        name, row => of(row).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture));

    /// <summary>The figures of an entity. Amounts of several currencies are empty, as they are null in JSON.</summary>
    public static ExportColumn<T>[] Totals<T>(Func<T, TotalsAnswer> of) =>
    [
        Text<T>("totals.currency", row => of(row).Currency),
        Number<T>("totals.netRevenue", row => of(row).NetRevenue),
        Number<T>("totals.grossSales", row => of(row).GrossSales),
        Number<T>("totals.reductions", row => of(row).Reductions),
        Number<T>("totals.discounts", row => of(row).Discounts),
        Number<T>("totals.tax", row => of(row).Tax),
        Number<T>("totals.netRevenueExTax", row => of(row).NetRevenueExTax),
        Number<T>("totals.units", row => of(row).Units),
        Number<T>("totals.lines", row => of(row).Lines),
        Number<T>("totals.transactions", row => of(row).Transactions),
        Number<T>("totals.returns", row => of(row).Returns),
        Time<T>("totals.firstAt", row => of(row).FirstAt),
        Time<T>("totals.lastAt", row => of(row).LastAt),
    ];
}
