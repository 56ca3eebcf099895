using System.Text.Json.Serialization.Metadata;

namespace RetailGrains.Api.Export;

/// <summary>How the items of a list are written.</summary>
/// <param name="Name">The list's name; it is the file's, too.</param>
/// <param name="Json">The items in NDJSON.</param>
internal abstract record ExportShape<T>(string Name, JsonTypeInfo<T> Json)
{
    /// <summary>The header of the CSV.</summary>
    public abstract string Header { get; }

    /// <summary>The records of an item, each with its line break.</summary>
    public abstract string RecordsOf(T item);
}

/// <summary>A record for each row of an item.</summary>
/// <param name="Name">The list's name.</param>
/// <param name="Json">The items in NDJSON.</param>
/// <param name="RowsOf">Splits an item into rows.</param>
/// <param name="Columns">The columns of a row.</param>
internal sealed record ExportShape<T, TRow>(
    string Name, JsonTypeInfo<T> Json, Func<T, IEnumerable<TRow>> RowsOf, ExportColumn<TRow>[] Columns) : ExportShape<T>(Name, Json)
{
    public override string Header => $"{string.Join(',', Columns.Select(column => column.Name))}\r\n";

    public override string RecordsOf(T item) =>
        string.Concat(RowsOf(item).Select(row => $"{string.Join(',', Columns.Select(column => column.CellOf(row)))}\r\n"));
}

internal static class ExportShapes
{
    /// <summary>A record for each item.</summary>
    public static ExportShape<T> OfItems<T>(string name, JsonTypeInfo<T> json, ExportColumn<T>[] columns) =>
        new ExportShape<T, T>(name, json, item => [item], columns);
}
