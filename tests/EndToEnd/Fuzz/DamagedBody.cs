using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Fuzz;

/// <summary>How a body is sent.</summary>
internal enum BodyKind
{
    Csv,
    GzippedCsv,
    FormCsv,
    Json,
    JsonBatch,
    Ndjson,
    GzippedNdjson,
}

/// <summary>
/// A valid body that was damaged in zero to three places, before or after it was packed. Its number and the seed reproduce it.
/// </summary>
/// <param name="Kind">The kind of the valid body.</param>
/// <param name="Path">Where it is sent.</param>
/// <param name="Type">Content-Type.</param>
/// <param name="Encoding">Content-Encoding.</param>
/// <param name="Content">The bytes.</param>
/// <param name="WrongLength">The difference between Content-Length and the number of bytes; 0 when it is right.</param>
internal sealed record DamagedBody(BodyKind Kind, string Path, string Type, string? Encoding, byte[] Content, int WrongLength)
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    public bool IsImport => Kind <= BodyKind.FormCsv;

    public static DamagedBody Of(int number, int seed)
    {
        var random = new Random(unchecked((seed * 7919) + (number * 104_729)));
        BodyKind kind = (BodyKind)random.Next(7);
        byte[] content = System.Text.Encoding.UTF8.GetBytes(kind <= BodyKind.FormCsv ? Csv(number, random) : Json(kind, number, random));
        int damages = random.Next(4);
        int before = kind is BodyKind.Csv or BodyKind.Json or BodyKind.JsonBatch or BodyKind.Ndjson ? damages : random.Next(damages + 1);
        for (int i = 0; i < before; i++) content = Mutation.Of(content, random);
        content = Packed(kind, content, random);
        for (int i = before; i < damages; i++) content = Mutation.Of(content, random);
        bool wrongLength = kind is BodyKind.Csv or BodyKind.FormCsv or BodyKind.Json && random.Next(20) == 0;
        return new DamagedBody(
            kind, PathOf(kind), TypeOf(kind, random), kind == BodyKind.GzippedNdjson ? "gzip" : null, content,
            wrongLength ? random.Next(-20, 20) : 0);
    }

    private static string PathOf(BodyKind kind) => kind switch
    {
        BodyKind.Json => "/transactions",
        BodyKind.JsonBatch or BodyKind.Ndjson or BodyKind.GzippedNdjson => "/transactions/batch",
        _ => "/imports?name=damaged.csv",
    };

    private static string TypeOf(BodyKind kind, Random random) => kind switch
    {
        BodyKind.Csv => "text/csv",
        BodyKind.GzippedCsv => "application/gzip",
        BodyKind.FormCsv => random.Next(20) == 0 ? "multipart/form-data; boundary=other" : "multipart/form-data; boundary=b",
        BodyKind.Ndjson or BodyKind.GzippedNdjson => "application/x-ndjson",
        _ => "application/json",
    };

    private static byte[] Packed(BodyKind kind, byte[] content, Random random) => kind switch
    {
        BodyKind.GzippedCsv or BodyKind.GzippedNdjson => random.Next(3) == 0
            ? [.. Gzip(content[..(content.Length / 2)]), .. Gzip(content[(content.Length / 2)..])]
            : Gzip(content),
        BodyKind.FormCsv =>
            [
                .. "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\nContent-Type: text/csv\r\n\r\n"u8,
                .. content,
                .. "\r\n--b--\r\n"u8,
            ],
        _ => content,
    };

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return packed.ToArray();
    }

    private static string Csv(int number, Random random)
    {
        var csv = new StringBuilder(Header).Append('\n');
        int receipts = random.Next(1, 6);
        for (int receipt = 0; receipt < receipts; receipt++)
        {
            int rows = random.Next(1, 4);
            for (int row = 0; row < rows; row++)
            {
                string description = random.Next(4) switch
                {
                    0 => "\"two\nlines\"",
                    1 => "\"a \"\"quote\"\", and more\"",
                    2 => "",
                    _ => "T-LIGHT HOLDER",
                };
                csv.Append(
                    CultureInfo.InvariantCulture,
                    $"f{number}-{receipt},P{random.Next(30)},{description},{random.Next(1, 9)},2024-03-0{random.Next(1, 2)} "
                        + $"08:0{row}:00,{random.Next(1, 999)}.25,C{receipt},S{receipt % 3}\n");
            }
        }

        return csv.ToString();
    }

    private static string Json(BodyKind kind, int number, Random random)
    {
        string[] sales =
            [.. Enumerable.Range(0, kind == BodyKind.Json ? 1 : random.Next(1, 6)).Select(i => Sale.Number($"j{number}", i).ToJson())];
        return kind switch
        {
            BodyKind.Json => sales[0],
            BodyKind.JsonBatch => $"[{string.Join(',', sales)}]",
            _ => string.Join('\n', sales),
        };
    }
}
