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

    /// <summary>Reads a file's first line.</summary>
    /// <param name="line">Without its line break; a UTF-8 byte order mark is tolerated.</param>
    /// <param name="header">Where the columns are.</param>
    /// <param name="missing">Names of the columns that the line lacks; empty when there is a header.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out CsvHeader? header, out IReadOnlyList<string> missing)
    {
        if (line.StartsWith(Encoding.UTF8.Preamble)) line = line[Encoding.UTF8.Preamble.Length..];
        string[] names = NamesIn(line);
        int[] places = Array.ConvertAll(Known, aliases => PlaceOf(aliases, names));
        missing = [.. Known.Where((_, column) => places[column] < 0).Select(aliases => aliases[0])];
        header = missing.Count == 0 ? new CsvHeader(names, places) : null;
        return header is not null;
    }

    private static string[] NamesIn(ReadOnlySpan<byte> line)
    {
        CsvFields fields = new CsvSplitter(line.Count((byte)',') + 1).Split(line);
        var names = new string[fields.Count];
        for (int i = 0; i < names.Length; i++) names[i] = Encoding.UTF8.GetString(fields[i]).Trim();
        return names;
    }

    private static int PlaceOf(string[] aliases, string[] names)
    {
        foreach (string alias in aliases)
        {
            int place = Array.FindIndex(names, name => name.Equals(alias, StringComparison.OrdinalIgnoreCase));
            if (place >= 0) return place;
        }

        return -1;
    }
}
