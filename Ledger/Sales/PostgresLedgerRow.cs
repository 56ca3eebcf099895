using Npgsql;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger;

/// <summary>An entry as a row of <c>ledger</c>.</summary>
internal static partial class PostgresLedgerRow
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns = $"{PlainColumns}, {OriginColumns}, {MoreColumns}";

    /// <summary>Number of <see cref="Columns"/>.</summary>
    public const int Width = 34;

    public const int BusinessDate = 7;

    private const int Products = 10, Descriptions = 11, Quantities = 12, Prices = 13;
    private const int Currency = 14, CurrencyByDefault = 15, Source = 16, Sub = 17, SendId = 18;
    private const int Revision = 19, Effect = 20, TakesBack = 21, Register = 22, Cashier = 23, Note = 24, Original = 25, TaxIncluded = 26;
    private const int PaymentMethods = 27, PaymentAmounts = 28;
    private const int ExactQuantities = 29, Discounts = 30, Amounts = 31, Taxes = 32, TaxRates = 33;

    private const string PlainColumns =
        "partition, sequence, transaction_id, store_id, customer_id, occurred_at, utc_offset_minutes, business_date, kind, recorded_at, "
        + "product_ids, descriptions, quantities, unit_prices";

    private const string OriginColumns = "currency, currency_by_default, source, sub, send_id";

    private const string MoreColumns =
        "revision, effect, takes_back, register, cashier, note, original_transaction_id, tax_included, payment_methods, payment_amounts, "
        + "exact_quantities, discounts, amounts, taxes, tax_rates";

    private const string Hashes = "content_hash, entry_hash";

    /// <summary>Returns the columns to write: most entries have only the plain ones, and a column that is left out costs nothing.</summary>
    public static string ColumnsFor(bool more) =>
        more ? $"{PlainColumns}, {OriginColumns}, {Hashes}, {MoreColumns}" : $"{PlainColumns}, {OriginColumns}, {Hashes}";

    /// <summary>Returns whether the entry has a value that is not in the plain columns.</summary>
    public static bool HasMore(LedgerEntry entry) =>
        entry.Mark is not null || entry.Details is not null || Array.Exists(entry.Lines, line => line.Details is not null);

    public static LedgerEntry Read(NpgsqlDataReader row)
    {
        int revision = row.GetInt32(Revision);
        return new LedgerEntry(
            new Position(row.GetInt16(0), row.GetInt64(1)),
            row.GetString(2),
            row.GetString(3),
            row.TextOrNull(4),
            At(row.GetDateTime(5), row.GetInt16(6)),
            (TransactionKind)row.GetInt16(8),
            ReadLines(row),
            row.GetDateTime(9))
        {
            Currency = row.TextOrNull(Currency),
            IsCurrencyDefault = row.GetBoolean(CurrencyByDefault),
            Details = ReadDetails(row),
            Provenance = row.IsDBNull(Source) && row.IsDBNull(Sub) && row.IsDBNull(SendId)
                ? null
                : new Provenance(row.TextOrNull(Source), row.TextOrNull(Sub), row.IsDBNull(SendId) ? null : row.GetGuid(SendId)),
            Mark = revision == 1 && row.GetInt16(Effect) == 0 && row.IsDBNull(TakesBack)
                ? null
                : new RevisionMark(revision, (EntryEffect)row.GetInt16(Effect), row.IsDBNull(TakesBack) ? null : row.GetInt32(TakesBack)),
        };
    }

    /// <exception cref="FormatException">
    /// The columns are not an entry's. Lines with only some of their columns would otherwise be overlooked.
    /// </exception>
    public static LedgerEntry ReadExactly(NpgsqlDataReader row)
    {
        LedgerEntry entry = Read(row);
        int lines = entry.Lines.Length;
        bool detailed = !row.IsDBNull(ExactQuantities);
        bool exact = Array.TrueForAll(entry.Lines, line => line.ProductId is not null)
            && row.GetFieldValue<string?[]>(Descriptions).Length == lines
            && row.GetFieldValue<int[]>(Quantities).Length == (detailed ? 0 : lines)
            && Numbers(row, Prices).Length == lines
            && row.IsDBNull(Discounts) != detailed
            && row.IsDBNull(Amounts) != detailed
            && (!detailed || (Numbers(row, ExactQuantities).Length == lines && Numbers(row, Discounts).Length == lines && Numbers(row,
                Amounts).Length == lines))
            && (row.IsDBNull(Taxes) || (detailed && row.GetFieldValue<decimal?[]>(Taxes).Length == lines))
            && (row.IsDBNull(TaxRates) || (detailed && row.GetFieldValue<decimal?[]>(TaxRates).Length == lines))
            && row.IsDBNull(PaymentMethods) == row.IsDBNull(PaymentAmounts)
            && (row.IsDBNull(PaymentMethods) || row.GetFieldValue<string[]>(PaymentMethods).Length == Numbers(row, PaymentAmounts).Length);
        return exact ? entry : throw new FormatException("The columns of the entry's lines are inconsistent.");
    }

    public static DateTimeOffset At(DateTime utc, short offsetMinutes) =>
        new DateTimeOffset(utc).ToOffset(TimeSpan.FromMinutes(offsetMinutes));

    private static SaleLine[] ReadLines(NpgsqlDataReader row)
    {
        string[] products = row.GetFieldValue<string[]>(Products);
        string?[] descriptions = row.GetFieldValue<string?[]>(Descriptions);
        decimal[] prices = Numbers(row, Prices);
        var lines = new SaleLine[products.Length];
        if (row.IsDBNull(ExactQuantities))
        {
            int[] quantities = row.GetFieldValue<int[]>(Quantities);
            for (int i = 0; i < lines.Length; i++) lines[i] = new SaleLine(products[i], Description(descriptions[i]), quantities[i],
                prices[i]);
            return lines;
        }

        decimal[] exact = Numbers(row, ExactQuantities), discounts = Numbers(row, Discounts), amounts = Numbers(row, Amounts);
        decimal?[]? taxes = NumbersOrNull(row, Taxes), rates = NumbersOrNull(row, TaxRates);
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = SaleLine.Of(
                products[i], Description(descriptions[i]), exact[i], prices[i], discounts[i], amounts[i], taxes?[i], rates?[i]);
        }

        return lines;
    }

    private static SaleDetails? ReadDetails(NpgsqlDataReader row)
    {
        bool none = row.IsDBNull(Register) && row.IsDBNull(Cashier) && row.IsDBNull(Note) && row.IsDBNull(Original)
            && row.GetBoolean(TaxIncluded) && row.IsDBNull(PaymentMethods);
        if (none) return null;
        string[] methods = row.IsDBNull(PaymentMethods) ? [] : row.GetFieldValue<string[]>(PaymentMethods);
        decimal[] amounts = methods.Length == 0 ? [] : Numbers(row, PaymentAmounts);
        return new SaleDetails(
            row.TextOrNull(Register),
            row.TextOrNull(Cashier),
            row.TextOrNull(Note),
            row.TextOrNull(Original),
            !row.GetBoolean(TaxIncluded),
            [.. methods.Select((method, i) => new Payment(method, amounts[i]))]).OrNull();
    }

    /// <summary>Earlier versions stored empty descriptions.</summary>
    private static string? Description(string? recorded) => string.IsNullOrEmpty(recorded) ? null : recorded;

    private static decimal[] Numbers(NpgsqlDataReader row, int column) => row.GetFieldValue<decimal[]>(column);

    private static decimal?[]? NumbersOrNull(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<decimal?[]>(column);
}
