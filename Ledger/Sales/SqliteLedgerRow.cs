using Microsoft.Data.Sqlite;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Rows;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger;

/// <summary>An entry as a row of <c>ledger</c>.</summary>
internal static class SqliteLedgerRow
{
    /// <summary>What <see cref="Decode"/> reads.</summary>
    public static readonly string Columns = "l." + string.Join(", l.", Names[..Width]);

    /// <summary>Number of <see cref="Columns"/>.</summary>
    public const int Width = 33;

    /// <summary>Writes what <see cref="Encode"/> returns.</summary>
    public static readonly string Insert =
        $"INSERT INTO ledger ({string.Join(", ", Names)}) VALUES (${string.Join(", $", Names)})";

    private const int Products = 9, Descriptions = 10, Quantities = 11, Prices = 12;
    private const int Currency = 13, CurrencyByDefault = 14, Source = 15, Sub = 16, SendId = 17, Revision = 18, Effect = 19, TakesBack = 20;
    private const int Register = 21, Cashier = 22, Note = 23, Original = 24, TaxIncluded = 25, PaymentMethods = 26, PaymentAmounts = 27;
    private const int ExactQuantities = 28, Discounts = 29, Amounts = 30, Taxes = 31, TaxRates = 32;

    private static string[] Names =>
    [
        "partition", "sequence", "transaction_id", "store_id", "customer_id", "occurred_at", "utc_offset_minutes", "kind", "recorded_at",
        "product_ids", "descriptions", "quantities", "unit_prices",
        "currency", "currency_by_default", "source", "sub", "send_id", "revision", "effect", "takes_back",
        "register", "cashier", "note", "original_transaction_id", "tax_included", "payment_methods", "payment_amounts",
        "exact_quantities", "discounts", "amounts", "taxes", "tax_rates",
        "business_date", "content_hash", "entry_hash",
    ];

    public static (string, object?)[] Encode(LedgerEntry entry)
    {
        SaleLine[] lines = entry.Lines;
        SaleDetails? details = entry.Details;
        bool detailed = Array.Exists(lines, line => line.Details is not null);
        return
        [
            ("$partition", entry.Position.Partition),
            ("$sequence", entry.Position.Sequence),
            ("$transaction_id", entry.TransactionId),
            ("$store_id", entry.StoreId),
            ("$customer_id", entry.CustomerId),
            ("$occurred_at", SqliteValues.Micros(entry.OccurredAt.UtcDateTime)),
            ("$utc_offset_minutes", entry.OccurredAt.TotalOffsetMinutes),
            ("$kind", (int)entry.Kind),
            ("$recorded_at", SqliteValues.Micros(entry.RecordedAt)),
            ("$product_ids", SqliteValues.Array(Array.ConvertAll(lines, line => line.ProductId))),
            ("$descriptions", SqliteValues.Array(Array.ConvertAll(lines, line => line.Description))),
            ("$quantities", detailed ? "[]" : SqliteValues.Array(Array.ConvertAll(lines, line => line.WholeQuantity))),
            ("$unit_prices", Numbers(lines, line => line.UnitPrice)),
            ("$currency", entry.Currency),
            ("$currency_by_default", entry.IsCurrencyDefault ? 1 : 0),
            ("$source", entry.Provenance?.Source),
            ("$sub", entry.Provenance?.Sub),
            ("$send_id", entry.Provenance?.SendId?.ToByteArray()),
            ("$revision", entry.Revision),
            ("$effect", (int)entry.Effect),
            ("$takes_back", entry.TakesBack),
            ("$register", details?.Register),
            ("$cashier", details?.Cashier),
            ("$note", details?.Note),
            ("$original_transaction_id", details?.OriginalTransactionId),
            ("$tax_included", details?.TaxExcluded == true ? 0 : 1),
            ("$payment_methods", details?.Payments is { } methods ? SqliteValues.Array(Array.ConvertAll(methods, one =>
                one.Method)) : null),
            ("$payment_amounts", details?.Payments is { } amounts ? SqliteValues.Array(Array.ConvertAll(amounts, one =>
                SqliteValues.Text(one.Amount))) : null),
            ("$exact_quantities", detailed ? Numbers(lines, line => line.Quantity) : null),
            ("$discounts", detailed ? Numbers(lines, line => line.Discount) : null),
            ("$amounts", detailed ? Numbers(lines, line => line.Amount) : null),
            ("$taxes", detailed ? NumbersOrNull(lines, line => line.Tax) : null),
            ("$tax_rates", detailed ? NumbersOrNull(lines, line => line.TaxRate) : null),
            ("$business_date", SqliteValues.Text(entry.BusinessDate)),
            ("$content_hash", entry.Hashes?[..EntrySealer.HashSize]),
            ("$entry_hash", entry.Hashes?[EntrySealer.HashSize..]),
        ];
    }

    /// <exception cref="FormatException">
    /// The columns are not an entry's. Lines with only some of their columns would otherwise be overlooked.
    /// </exception>
    public static LedgerEntry DecodeExactly(SqliteDataReader row)
    {
        LedgerEntry entry = Decode(row);
        int lines = entry.Lines.Length;
        bool detailed = !row.IsDBNull(ExactQuantities);
        bool exact = Array.TrueForAll(entry.Lines, line => line.ProductId is not null)
            && Has(row, Descriptions, lines)
            && Has(row, Quantities, detailed ? 0 : lines)
            && Has(row, Prices, lines)
            && HasOrNot(row, ExactQuantities, lines, detailed)
            && HasOrNot(row, Discounts, lines, detailed)
            && HasOrNot(row, Amounts, lines, detailed)
            && (row.IsDBNull(Taxes) || HasOrNot(row, Taxes, lines, detailed))
            && (row.IsDBNull(TaxRates) || HasOrNot(row, TaxRates, lines, detailed))
            && row.IsDBNull(PaymentMethods) == row.IsDBNull(PaymentAmounts)
            && (row.IsDBNull(PaymentMethods) || Has(row, PaymentAmounts, SqliteValues.Array<string>(row, PaymentMethods).Length));
        return exact ? entry : throw new FormatException("The columns of the entry's lines are inconsistent.");
    }

    public static LedgerEntry Decode(SqliteDataReader row)
    {
        int revision = row.GetInt32(Revision);
        return new LedgerEntry(
            new Position(row.GetInt32(0), row.GetInt64(1)),
            row.GetString(2),
            row.GetString(3),
            row.TextOrNull(4),
            At(row.GetInt64(5), row.GetInt32(6)),
            (TransactionKind)row.GetByte(7),
            DecodeLines(row),
            SqliteValues.Time(row.GetInt64(8)))
        {
            Currency = row.TextOrNull(Currency),
            IsCurrencyDefault = row.GetBoolean(CurrencyByDefault),
            Details = DecodeDetails(row),
            Provenance = row.IsDBNull(Source) && row.IsDBNull(Sub) && row.IsDBNull(SendId)
                ? null
                : new Provenance(
                    row.TextOrNull(Source),
                    row.TextOrNull(Sub),
                    row.IsDBNull(SendId) ? null : new Guid(row.GetFieldValue<byte[]>(SendId))),
            Mark = revision == 1 && row.GetByte(Effect) == 0 && row.IsDBNull(TakesBack)
                ? null
                : new RevisionMark(revision, (EntryEffect)row.GetByte(Effect), row.IsDBNull(TakesBack) ? null : row.GetInt32(TakesBack)),
        };
    }

    public static DateTimeOffset At(long micros, int offsetMinutes) =>
        new DateTimeOffset(SqliteValues.Time(micros)).ToOffset(TimeSpan.FromMinutes(offsetMinutes));

    private static SaleLine[] DecodeLines(SqliteDataReader row)
    {
        string[] products = SqliteValues.Array<string>(row, Products);
        string?[] descriptions = SqliteValues.Array<string?>(row, Descriptions);
        string[] prices = SqliteValues.Array<string>(row, Prices);
        var lines = new SaleLine[products.Length];
        if (row.IsDBNull(ExactQuantities))
        {
            int[] quantities = SqliteValues.Array<int>(row, Quantities);
            for (int i = 0; i < lines.Length; i++)
                lines[i] = new SaleLine(products[i], Description(descriptions[i]), quantities[i], SqliteValues.Decimal(prices[i]));
            return lines;
        }

        string[] exact = SqliteValues.Array<string>(row, ExactQuantities);
        string[] discounts = SqliteValues.Array<string>(row, Discounts), amounts = SqliteValues.Array<string>(row, Amounts);
        string?[]? taxes = TextsOrNull(row, Taxes), rates = TextsOrNull(row, TaxRates);
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = SaleLine.Of(
                products[i],
                Description(descriptions[i]),
                SqliteValues.Decimal(exact[i]),
                SqliteValues.Decimal(prices[i]),
                SqliteValues.Decimal(discounts[i]),
                SqliteValues.Decimal(amounts[i]),
                NumberOrNull(taxes?[i]),
                NumberOrNull(rates?[i]));
        }

        return lines;
    }

    private static SaleDetails? DecodeDetails(SqliteDataReader row)
    {
        bool none = row.IsDBNull(Register) && row.IsDBNull(Cashier) && row.IsDBNull(Note) && row.IsDBNull(Original)
            && row.GetBoolean(TaxIncluded) && row.IsDBNull(PaymentMethods);
        if (none) return null;
        string[] methods = TextsOrNull(row, PaymentMethods) as string[] ?? [];
        string[] amounts = methods.Length == 0 ? [] : SqliteValues.Array<string>(row, PaymentAmounts);
        return new SaleDetails(
            row.TextOrNull(Register),
            row.TextOrNull(Cashier),
            row.TextOrNull(Note),
            row.TextOrNull(Original),
            !row.GetBoolean(TaxIncluded),
            [.. methods.Select((method, i) => new Payment(method, SqliteValues.Decimal(amounts[i])))]).OrNull();
    }

    private static string Numbers(SaleLine[] lines, Converter<SaleLine, decimal> number) =>
        SqliteValues.Array(Array.ConvertAll(lines, line => SqliteValues.Text(number(line))));

    /// <summary>Returns null when no line gives a value.</summary>
    private static string? NumbersOrNull(SaleLine[] lines, Converter<SaleLine, decimal?> number) =>
        Array.TrueForAll(lines, line => number(line) is null)
            ? null
            : SqliteValues.Array(Array.ConvertAll(lines, line => number(line) is { } value ? SqliteValues.Text(value) : null));

    private static string?[]? TextsOrNull(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : SqliteValues.Array<string?>(row, column);

    private static decimal? NumberOrNull(string? text) => text is null ? null : SqliteValues.Decimal(text);

    private static bool Has(SqliteDataReader row, int column, int count) =>
        SqliteValues.Array<System.Text.Json.JsonElement>(row, column).Length == count;

    private static bool HasOrNot(SqliteDataReader row, int column, int count, bool wanted) =>
        wanted ? !row.IsDBNull(column) && Has(row, column, count) : row.IsDBNull(column);

    /// <summary>Earlier versions stored empty descriptions.</summary>
    private static string? Description(string? recorded) => string.IsNullOrEmpty(recorded) ? null : recorded;
}
