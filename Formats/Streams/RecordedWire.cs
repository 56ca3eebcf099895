using System.Globalization;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>The wire format of the stream of recorded sales, for Orleans and for readers that use XREAD. See docs/streams.md.</summary>
public static class RecordedWire
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    public static NameValueEntry[] Write(SaleRecorded sale) =>
    [
        new("v", "1"),
        new("position", sale.Position.ToString()),
        new("transactionId", sale.TransactionId),
        new("storeId", sale.StoreId),
        new("kind", KindOf(sale.Kind)),
        new("occurredAt", sale.Totals.FirstAt!.Value.ToString(Time, CultureInfo.InvariantCulture)),
        new("netRevenue", Money(sale.Totals.NetRevenue)),
        new("grossSales", Money(sale.Totals.GrossSales)),
        new("reductions", Money(sale.Totals.Reductions)),
        new("units", Money(sale.Totals.Units)),
        new("lines", sale.Totals.Lines),
        .. Optional(sale.Totals),
    ];

    /// <summary>Returns null for fields that this platform has not written.</summary>
    public static SaleRecorded? Read(NameValueEntry[] fields)
    {
        Dictionary<string, string> values = [];
        foreach (NameValueEntry field in fields) values[field.Name.ToString()] = field.Value.ToString();
        if (values.GetValueOrDefault("v") != "1") return null;
        if (!Position.TryParse(values.GetValueOrDefault("position"), out Position position)) return null;
        DateTime at = DateTime.ParseExact(
            values["occurredAt"], Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        TransactionKind kind = Enum.Parse<TransactionKind>(values["kind"], ignoreCase: true);
        decimal net = Number(values["netRevenue"]);
        // Only annulments have this field; other entries count as one transaction.
        long count = long.Parse(values.GetValueOrDefault("transactions", "1"), CultureInfo.InvariantCulture);
        var totals = new Totals(
            Number(values["grossSales"]),
            Number(values["reductions"]),
            0,
            long.Parse(values["lines"], CultureInfo.InvariantCulture),
            count,
            kind == TransactionKind.Return ? count : 0,
            at,
            at)
        {
            Currency = values.GetValueOrDefault("currency"),
            Discounts = Number(values.GetValueOrDefault("discounts", "0")),
            Tax = Number(values.GetValueOrDefault("tax", "0")),
            IncludedTax = values.TryGetValue("netRevenueExTax", out string? exTax) ? net - Number(exTax) : 0,
        }.WithUnits(Number(values["units"]));
        return new SaleRecorded(position, values["transactionId"], values["storeId"], kind, totals);
    }

    /// <summary>Fields that most sales do not need; each has a default.</summary>
    private static IEnumerable<NameValueEntry> Optional(Totals totals)
    {
        if (totals.Currency is { } currency) yield return new NameValueEntry("currency", currency);
        if (totals.Discounts != 0) yield return new NameValueEntry("discounts", Money(totals.Discounts));
        if (totals.Tax != 0) yield return new NameValueEntry("tax", Money(totals.Tax));
        if (totals.IncludedTax != 0) yield return new NameValueEntry("netRevenueExTax", Money(totals.NetRevenueExTax));
        if (totals.Transactions != 1) yield return new NameValueEntry("transactions", totals.Transactions);
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>An amount that follows from quantity, price and discount may have eight decimals.</summary>
    private static string Money(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string KindOf(TransactionKind kind) => kind switch
    {
        TransactionKind.Return => "return",
        TransactionKind.Adjustment => "adjustment",
        _ => "sale",
    };
}
