using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Bench.Attack;

/// <summary>Compressed bodies that are small when sent and large when unpacked.</summary>
internal static class AttackBodies
{
    /// <summary>Fills a description to the maximum of 1,000 characters, which are about 3,000 bytes of UTF-8.</summary>
    private static readonly string Long = new('€', 960);

    /// <summary>Batches of five transactions: first of about 1 MB each when unpacked, then above the size limit of a transaction.</summary>
    public static IEnumerable<byte[]> LargeBatches() =>
        from lines in (int[])[330, 5_000]
        let ids = Enumerable.Range(0, 5).Select(_ => $"batch-{Guid.NewGuid():N}")
        select Pack(JsonSerializer.SerializeToUtf8Bytes(ids.Select(id => Transaction(id, lines))));

    public static byte[] LargeTransaction(string id, int lines) => Pack(JsonSerializer.SerializeToUtf8Bytes(Transaction(id, lines)));

    /// <summary>A gzip stream without its end, which unpacks to white space with a compression ratio below the limit.</summary>
    public static byte[] UnendingTransaction()
    {
        var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("{"u8);
            for (int i = 0; i < 1_200; i++)
            {
                gzip.Write(Encoding.ASCII.GetBytes(new string(' ', 800)));
                gzip.Write(Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(8)).Replace('A', ' ')));
            }
        }

        return body.ToArray()[..^10];
    }

    /// <summary>A file whose receipts all stay open until its end, and one whose rows are all rejected.</summary>
    public static IEnumerable<byte[]> ImportFiles()
    {
        string run = Guid.NewGuid().ToString("N")[..8];
        yield return Pack(Encoding.ASCII.GetBytes(Header + string.Concat(Enumerable.Range(0, 2).SelectMany(_ =>
            Enumerable.Range(0, 60_000)
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"{run}{i},a,d,1,2011-01-01 10:00,1,,UK\n"))))));
        yield return Pack(Encoding.ASCII.GetBytes(Header + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{run},,,x,,,,\n"))));
    }

    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private static object Transaction(string id, int lines) => new
    {
        transactionId = id,
        storeId = "attacked",
        occurredAt = "2026-11-01T08:26:00Z",
        lines = Enumerable.Range(0, lines).Select(_ => new
        {
            productId = "p1",
            description = Convert.ToHexString(RandomNumberGenerator.GetBytes(20)) + Long,
            quantity = 1,
            unitPrice = 1,
        }),
    };

    private static byte[] Pack(byte[] body)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(body);
        return packed.ToArray();
    }
}
