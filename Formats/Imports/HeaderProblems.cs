using System.Text;

namespace RetailGrains.Imports;

/// <summary>
/// Explains why a file's first line is not a valid header, by its actual cause: a semicolon-separated file, for example, does not lack
/// columns.
/// </summary>
internal static class HeaderProblems
{
    private const int MaxShown = 80;

    private static readonly (char Delimiter, string Name)[] Delimiters = [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")];

    /// <summary>How the workbooks of Excel 97 to 2003 begin.</summary>
    private static ReadOnlySpan<byte> OleMagic => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>Returns what is wrong with the form of the first line, before any column is searched; null when it is valid.</summary>
    public static string? OfForm(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("PK\u0003\u0004"u8)) return "is a zip archive or an Excel workbook: save the sheet as CSV";
        if (line.StartsWith(OleMagic)) return "is an Excel workbook: save the sheet as CSV";
        if (IsUtf16(line)) return "is UTF-16 text: save it as UTF-8";
        ReadOnlySpan<byte> text = line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line;
        if (text.StartsWith("sep="u8)) return $"begins with {Shown(text)}, a spreadsheet directive: remove that line";
        return text.Contains((byte)'\r') && !text.Contains((byte)'\n')
            ? "ends its lines with CR alone: use LF or CR LF"
            : null;
    }

    /// <summary>Returns the error about missing columns.</summary>
    public static string OfMissing(ReadOnlySpan<byte> line, string[] missing, bool noneFound)
    {
        string lacks = $"lacks the column{(missing.Length == 1 ? "" : "s")} {string.Join(", ", missing)}";
        int commas = line.Count((byte)',');
        foreach ((char delimiter, string name) in Delimiters)
        {
            if (line.Count((byte)delimiter) > commas)
                return $"is separated by {name}, not by commas, so it {lacks}; its first line is {Shown(line)}";
        }

        return noneFound ? $"{lacks}; its first line is {Shown(line)}" : lacks;
    }

    /// <summary>Returns the error about columns that occur twice, under one name or under two synonyms; null when there are none.</summary>
    public static string? OfDoubled(string[] names, int[][] placesOfKnown)
    {
        int[]? doubled = Array.Find(placesOfKnown, places => places.Length > 1) ?? names
            .Select((name, place) => (name, place))
            .Where(column => column.name.Length > 0)
            .GroupBy(column => column.name, column => column.place, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(places => places.Count() > 1)?.ToArray();
        if (doubled is null) return null;
        (string first, string second) = (names[doubled[0]], names[doubled[1]]);
        return first == second
            ? $"names the column {first} twice (columns {doubled[0] + 1} and {doubled[1] + 1})"
            : $"names one column twice, as {first} and as {second} (columns {doubled[0] + 1} and {doubled[1] + 1})";
    }

    private static bool IsUtf16(ReadOnlySpan<byte> line)
    {
        if (line is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return true;
        return line.Length > 1 && line.Count((byte)0) >= line.Length / 2;
    }

    private static string Shown(ReadOnlySpan<byte> line)
    {
        string text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, MaxShown)]);
        string clean = string.Concat(text.Select(c => c == '\t' ? ' ' : char.IsControl(c) ? '?' : c)).TrimEnd();
        return line.Length > MaxShown ? $"\"{clean}...\"" : $"\"{clean}\"";
    }
}
