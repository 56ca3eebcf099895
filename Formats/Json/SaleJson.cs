using System.Buffers;
using System.Globalization;
using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>Writes transactions in the format that <see cref="TransactionReader"/> reads.</summary>
public static class SaleJson
{
    /// <summary>Writes a list of transactions.</summary>
    public static byte[] Batch(IReadOnlyList<SaleTransaction> sales)
    {
        var bytes = new ArrayBufferWriter<byte>(initialCapacity: 1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (SaleTransaction sale in sales) Write(json, sale);
            json.WriteEndArray();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes one transaction.</summary>
    public static byte[] One(SaleTransaction sale)
    {
        var bytes = new ArrayBufferWriter<byte>(initialCapacity: 1024);
        using (var json = new Utf8JsonWriter(bytes)) Write(json, sale);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, SaleTransaction sale)
    {
        json.WriteStartObject();
        json.WriteString("transactionId"u8, sale.TransactionId);
        json.WriteString("storeId"u8, sale.StoreId);
        if (sale.CustomerId is not null) json.WriteString("customerId"u8, sale.CustomerId);
        json.WriteString("occurredAt"u8, Time(sale.Time));
        json.WriteString("kind"u8, Kind(sale.Kind));
        json.WriteStartArray("lines"u8);
        foreach (SaleLine line in sale.Lines) Write(json, line);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in SaleLine line)
    {
        json.WriteStartObject();
        json.WriteString("productId"u8, line.ProductId);
        if (line.Description is not null) json.WriteString("description"u8, line.Description);
        json.WriteNumber("quantity"u8, line.Quantity);
        json.WriteNumber("unitPrice"u8, line.UnitPrice);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Kind(TransactionKind kind) => kind switch
    {
        TransactionKind.Return => "return"u8,
        TransactionKind.Adjustment => "adjustment"u8,
        _ => "sale"u8,
    };

    private static string Time(SaleTime time)
    {
        string wall = time.Wall.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
        return time.Offset is not { } offset ? wall
            : offset == TimeSpan.Zero ? wall + "Z"
            : string.Create(CultureInfo.InvariantCulture, $"{wall}{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}");
    }
}
