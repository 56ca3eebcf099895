using System.Text.RegularExpressions;

namespace RetailGrains.Api.Imports;

/// <summary>Writes CSV (RFC 4180) that is safe to open in a spreadsheet: no cell runs as a formula.</summary>
internal static partial class CsvText
{
    /// <summary>A record with its line break.</summary>
    public static string Record(params ReadOnlySpan<string?> cells)
    {
        string?[] written = new string?[cells.Length];
        for (int i = 0; i < cells.Length; i++) written[i] = Cell(cells[i] ?? string.Empty);
        return $"{string.Join(',', written)}\r\n";
    }

    /// <summary>A field. One that looks like a formula gets an apostrophe, which spreadsheets interpret as the mark of a text.</summary>
    public static string Cell(string value)
    {
        string safe = FormulaStart().Replace(value, "'");
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    // Programs differ: some skip blanks and quotes, some accept full-width signs, and where the decimal sign is a comma a semicolon
    // separates cells.
    [GeneratedRegex("""(?:^|(?<=;))(?=[\s\0"'\uFEFF]*[=+\-@＝＋－＠])|^(?=[\t\r\n])""", RegexOptions.CultureInvariant)]
    private static partial Regex FormulaStart();
}
