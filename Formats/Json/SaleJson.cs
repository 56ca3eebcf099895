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
        if (sale.Currency is not null) json.WriteString("currency"u8, sale.Currency);
        if (sale.Details is { } details) Write(json, details);
        json.WriteStartArray("lines"u8);
        foreach (SaleLine line in sale.Lines) Write(json, line);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SaleDetails details)
    {
        if (details.Register is not null) json.WriteString("register"u8, details.Register);
        if (details.Cashier is not null) json.WriteString("cashier"u8, details.Cashier);
        if (details.Note is not null) json.WriteString("note"u8, details.Note);
        if (details.OriginalTransactionId is not null) json.WriteString("originalTransactionId"u8, details.OriginalTransactionId);
        if (details.TaxExcluded) json.WriteBoolean("taxIncluded"u8, value: false);
        if (details.Payments is not { } payments) return;
        json.WriteStartArray("payments"u8);
        foreach (Payment payment in payments)
        {
            json.WriteStartObject();
            json.WriteString("method"u8, payment.Method);
            json.WriteNumber("amount"u8, payment.Amount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, in SaleLine line)
    {
        json.WriteStartObject();
        json.WriteString("productId"u8, line.ProductId);
        if (line.Description is not null) json.WriteString("description"u8, line.Description);
        json.WriteNumber("quantity"u8, line.Quantity);
        json.WriteNumber("unitPrice"u8, line.UnitPrice);
        if (line.Details is { } details) Write(json, details, line.UnitPrice);
        json.WriteEndObject();
    }

    /// <summary>
    /// A discount or an amount that follows from the other values may have more decimals than a reader accepts, so it is left out.
    /// </summary>
    private static void Write(Utf8JsonWriter json, LineDetails details, decimal unitPrice)
    {
        bool amountFollows = LineDetails.Of(details.Quantity, unitPrice, details.Discount).Amount == details.Amount;
        bool discountFollows = LineDetails.Of(details.Quantity, unitPrice, amount: details.Amount).Discount == details.Discount;
        bool byDiscount = amountFollows && TransactionRules.Amount(details.Discount) is null;
        if (byDiscount ? details.Discount != 0 : !discountFollows) json.WriteNumber("discount"u8, details.Discount);
        if (!byDiscount) json.WriteNumber("amount"u8, details.Amount);
        if (details.Tax is { } tax) json.WriteNumber("tax"u8, tax);
        if (details.TaxRate is { } rate) json.WriteNumber("taxRate"u8, rate);
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
