using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RetailGrains.Imports;

/// <summary>The columns that an import needs.</summary>
internal enum CsvColumn
{
    Invoice,
    Product,
    Description,
    Quantity,
    Date,
    Price,
    Customer,
    Country,
}

/// <summary>Where a file has its columns: found by name, in any order; columns that are not known are passed over.</summary>
internal sealed class CsvHeader
{
    /// <summary>By column: the names it may have. The first is the one that is named when it is missing.</summary>
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
    ];

    private const int MaxName = 64;

    private readonly int[] _places;

    private CsvHeader(string[] names, int[] places)
    {
        Names = names;
        _places = places;
    }

    /// <summary>All columns of the file, as it names them.</summary>
    public string[] Names { get; }

    /// <summary>The number of columns that every row must have.</summary>
    public int Count => Names.Length;

    /// <summary>The place of a column in every row, from 0.</summary>
    public int this[CsvColumn column] => _places[(int)column];

    /// <summary>A column's name in this file.</summary>
    public string NameOf(CsvColumn column) => Names[this[column]];

    /// <summary>Reads a file's first record.</summary>
    /// <param name="record">Without its line break; a UTF-8 byte order mark is tolerated.</param>
    /// <param name="header">Where the columns are.</param>
    /// <param name="problem">What is wrong with it, as the end of a sentence that begins with the file.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> record, [NotNullWhen(true)] out CsvHeader? header, [NotNullWhen(false)] out string? problem)
    {
        header = null;
        problem = HeaderProblems.OfForm(record);
        if (problem is not null) return false;
        if (record.StartsWith(Encoding.UTF8.Preamble)) record = record[Encoding.UTF8.Preamble.Length..];
        string[] names = NamesIn(record, out bool broken);
        int[][] places = Array.ConvertAll(Known, aliases => PlacesOf(aliases, names));
        string[] missing = [.. Known.Where((_, column) => places[column].Length == 0).Select(aliases => aliases[0])];
        problem = broken ? "has broken quoting in its first line"
            : missing.Length > 0 ? HeaderProblems.OfMissing(record, missing, noneFound: missing.Length == Known.Length)
            : HeaderProblems.OfDoubled(names, places);
        if (problem is null) header = new CsvHeader(names, Array.ConvertAll(places, found => found[0]));
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

    /// <summary>A name is only compared and shown, so it is cut, and what no database could hold in a message is replaced.</summary>
    private static string NameOf(ReadOnlySpan<byte> field)
    {
        string name = string.Concat(Encoding.UTF8.GetString(field).Trim().Select(c => char.IsControl(c) ? '?' : c));
        return name.Length <= MaxName ? name : name[..MaxName];
    }

    private static int[] PlacesOf(string[] aliases, string[] names) =>
        [.. Enumerable.Range(0, names.Length).Where(place => aliases.Contains(names[place], StringComparer.OrdinalIgnoreCase))];
}
