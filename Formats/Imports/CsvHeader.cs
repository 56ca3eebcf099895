using System.Diagnostics.CodeAnalysis;
using System.Text;
using RetailGrains.Text;

namespace RetailGrains.Imports;

/// <summary>The positions of a file's columns. Columns are found by name, in any order; unknown columns are ignored.</summary>
public sealed class CsvHeader
{
    /// <summary>By column: its accepted names. Errors about a missing column use the first.</summary>
    private static readonly string[][] Known =
    [
        ["InvoiceNo", "Invoice"],
        ["StockCode"],
        ["Description"],
        ["Quantity"],
        ["InvoiceDate"],
        ["UnitPrice", "Price"],
        ["CustomerID", "Customer ID"],
        ["Country"],
        ["Kind"],
        ["Currency"],
        ["Register"],
        ["Cashier"],
        ["Note"],
        ["OriginalInvoiceNo", "OriginalTransactionId"],
        ["TaxIncluded"],
        ["Payments"],
        ["Discount"],
        ["Amount"],
        ["Tax"],
        ["TaxRate"],
    ];

    /// <summary>The number of columns that a file must have; they come first.</summary>
    private const int Required = (int)CsvColumn.Country + 1;

    private const int Absent = -1;

    private const int MaxName = 64;

    private readonly int[] _places;

    private CsvHeader(string[] names, int[] places)
    {
        Names = names;
        _places = places;
    }

    /// <summary>The names of all columns of the file.</summary>
    public string[] Names { get; }

    /// <summary>The number of columns that every row must have.</summary>
    public int Count => Names.Length;

    /// <summary>Returns whether the file has a column.</summary>
    public bool Has(CsvColumn column) => this[column] != Absent;

    /// <summary>The index of a column in every row, from 0; negative when the file lacks the column.</summary>
    public int this[CsvColumn column] => _places[(int)column];

    /// <summary>A column's name in this file, or its usual name when the file lacks it.</summary>
    public string NameOf(CsvColumn column) => Has(column) ? Names[this[column]] : Known[(int)column][0];

    /// <summary>Parses a file's first record.</summary>
    /// <param name="record">Without its line break; a UTF-8 byte order mark is tolerated.</param>
    /// <param name="header">The positions of the columns.</param>
    /// <param name="problem">The error, as the end of a sentence that begins with the file.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> record, [NotNullWhen(true)] out CsvHeader? header, [NotNullWhen(false)] out string? problem)
    {
        header = null;
        record = record.TrimEnd((byte)'\r'); // some programs end lines with CR CR LF
        problem = HeaderProblems.OfForm(record);
        if (problem is not null) return false;
        if (record.StartsWith(Encoding.UTF8.Preamble)) record = record[Encoding.UTF8.Preamble.Length..];
        string[] names = NamesIn(record, out bool broken);
        int[][] places = Array.ConvertAll(Known, aliases => PlacesOf(aliases, names));
        string[] missing = [.. Known.Take(Required).Where((_, column) => places[column].Length == 0).Select(aliases => aliases[0])];
        problem = broken ? "has broken quoting in its first line"
            : missing.Length > 0 ? HeaderProblems.OfMissing(record, missing, noneFound: missing.Length == Required)
            : HeaderProblems.OfDoubled(names, places);
        if (problem is null) header = new CsvHeader(names, Array.ConvertAll(places, found => found.Length == 0 ? Absent : found[0]));
        return header is not null;
    }

    private static string[] NamesIn(ReadOnlySpan<byte> record, out bool broken)
    {
        CsvFields fields = new CsvSplitter(record.Count((byte)',') + 1).Split(record);
        broken = fields.Broken;
        var names = new string[fields.Count];
        for (int i = 0; i < names.Length; i++) names[i] = NameOf(fields[i]);
        return names;
    }

    /// <summary>
    /// A name is only compared and displayed, so it is truncated, and characters that a database cannot store are replaced.
    /// </summary>
    private static string NameOf(ReadOnlySpan<byte> field)
    {
        string name = string.Concat(Encoding.UTF8.GetString(field).Trim().Select(c => char.IsControl(c) ? '?' : c));
        return ShortText.Of(name, MaxName);
    }

    private static int[] PlacesOf(string[] aliases, string[] names) =>
        [.. Enumerable.Range(0, names.Length).Where(place => aliases.Contains(names[place], StringComparer.OrdinalIgnoreCase))];
}
