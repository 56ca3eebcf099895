using Microsoft.OpenApi;
using RetailGrains.Api.Description;
using RetailGrains.Api.Requests;

namespace RetailGrains.Api.Export;

/// <summary>The format of an export.</summary>
internal enum ExportFormat
{
    /// <summary>RFC 4180, with a header.</summary>
    Csv,

    /// <summary>An item of the list's pages in each line.</summary>
    Ndjson,
}

internal static class ExportFormats
{
    public const string CsvType = "text/csv", NdjsonType = "application/x-ndjson";

    private const string Name = "format", Csv = "csv", Ndjson = "ndjson";

    public static OpenApiParameter FormatParameter => Parameter.Word(Name, "The format of the answer.", Csv, Csv, Ndjson);

    /// <summary>Reads the parameter; a problem is added to the query.</summary>
    public static ExportFormat Read(QueryReader query)
    {
        string? format = query.Text(Name);
        if (format is not (null or Csv or Ndjson)) query.Problems.Add(Name, $"must be {Csv} or {Ndjson}");
        return format == Ndjson ? ExportFormat.Ndjson : ExportFormat.Csv;
    }

    public static string TypeOf(ExportFormat format) => format == ExportFormat.Csv ? $"{CsvType}; charset=utf-8" : NdjsonType;

    public static string ExtensionOf(ExportFormat format) => format == ExportFormat.Csv ? Csv : Ndjson;
}
