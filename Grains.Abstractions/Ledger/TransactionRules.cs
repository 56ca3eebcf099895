using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RetailGrains.Ledger;

/// <summary>
/// The limits of what the ledger records, the same for requests, files and streams. Each rule returns what is wrong with a value, as the
/// end of a sentence that begins with the field, or null.
/// </summary>
public static class TransactionRules
{
    /// <summary>Maximum length of an id, in UTF-16 code units.</summary>
    public const int MaxId = 64;

    /// <summary>Maximum length of a description or catalogue name, in UTF-16 code units.</summary>
    public const int MaxText = 1_000;

    /// <summary>Maximum number of lines of a transaction.</summary>
    public const int MaxLines = 5_000;

    /// <summary>Maximum absolute value of a quantity.</summary>
    public const int MaxQuantity = 1_000_000;

    /// <summary>Maximum absolute value of a unit price.</summary>
    public const decimal MaxUnitPrice = 1_000_000m;

    /// <summary>Maximum absolute value of an amount, a discount, a tax or a payment.</summary>
    public const decimal MaxAmount = 1_000_000_000_000m;

    /// <summary>Maximum tax rate in percent.</summary>
    public const decimal MaxTaxRate = 1_000m;

    /// <summary>Maximum number of payments of a transaction.</summary>
    public const int MaxPayments = 100;

    /// <summary>Maximum number of decimals of quantities, prices, amounts and rates.</summary>
    public const int MaxDecimals = 4;

    /// <summary>The prefix of the ids of voids. Senders must not use it.</summary>
    public const string VoidPrefix = "void:";

    /// <summary>The rule for a quantity.</summary>
    public const string QuantityBounds = "must be a number between -1000000 and 1000000 with at most four decimals";

    /// <summary>The rule for a unit price.</summary>
    public const string PriceBounds = "must be a number between -1000000 and 1000000 with at most four decimals";

    /// <summary>The rule for an amount of money.</summary>
    public const string AmountBounds = "must be a number between -1000000000000 and 1000000000000 with at most four decimals";

    /// <summary>The rule for a tax rate.</summary>
    public const string TaxRateBounds = "must be a percentage between 0 and 1000 with at most four decimals";

    /// <summary>The rule for a currency.</summary>
    public const string CurrencyCode = "must be an ISO 4217 code such as EUR";

    private const string IdBounds = "must be 1 to 64 characters long";
    private const string TimeBounds = "must lie between 2000-01-01 and a day ahead of now";

    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(14);

    private static readonly DateTime Earliest = new(2000, 1, 1);

    /// <summary>Validates an id of a transaction, store, product or customer, in the form of <see cref="IdText.Normal"/>.</summary>
    public static string? Id(string id) => RecordedId(id)
        ?? (char.IsWhiteSpace(id[0]) || char.IsWhiteSpace(id[^1]) ? "must not begin or end with white space"
            // Clients resolve path segments of dots, percent-encoded ones too, before they send them.
            : id is "." or ".." ? "must not be . or .., which no URL can contain"
            : null);

    /// <summary>Validates a transaction id that a sender chose.</summary>
    public static string? TransactionId(string id) => Id(id)
        ?? (id.StartsWith(VoidPrefix, StringComparison.Ordinal) ? $"must not begin with {VoidPrefix}, which is reserved for voids" : null);

    /// <summary>
    /// Validates an id that the ledger may hold. This includes ids that earlier versions recorded and this version rejects from senders.
    /// </summary>
    public static string? RecordedId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is 0 or > MaxId) return IdBounds;
        if (IsVisibleAscii(id)) return null;
        foreach (char c in id)
        {
            if (char.IsControl(c)) return "must not contain control characters";
        }

        // A grain cannot have such a key: the partition could not deliver the entry or any later entry.
        return string.IsNullOrWhiteSpace(id) ? "must not be blank" : Surrogates(id);
    }

    /// <summary>Validates a description or a name: any text that can be stored and shown.</summary>
    public static string? Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxText) return "must be at most 1000 characters long";
        if (IsPrintableAscii(text)) return null;
        // PostgreSQL's text type can hold every character except this one.
        return text.Contains('\0', StringComparison.Ordinal) ? "must not contain the character U+0000" : Surrogates(text);
    }

    /// <summary>Validates a quantity. Trailing zeros do not count as decimals: 0.35500 has three.</summary>
    public static string? Quantity(decimal quantity) =>
        quantity is < -MaxQuantity or > MaxQuantity || !HasDecimals(quantity) ? QuantityBounds : null;

    /// <summary>Validates a unit price. Trailing zeros do not count as decimals: 2.50000 has one.</summary>
    public static string? UnitPrice(decimal price) =>
        price is < -MaxUnitPrice or > MaxUnitPrice ? "must lie between -1000000 and 1000000"
        : HasDecimals(price) ? null
        : "must have at most four decimals";

    /// <summary>Validates an amount, a discount, a tax or a payment.</summary>
    public static string? Amount(decimal amount) =>
        amount is < -MaxAmount or > MaxAmount || !HasDecimals(amount) ? AmountBounds : null;

    /// <summary>Validates a tax rate in percent.</summary>
    public static string? TaxRate(decimal rate) => rate is < 0 or > MaxTaxRate || !HasDecimals(rate) ? TaxRateBounds : null;

    /// <summary>Validates the code of a currency.</summary>
    public static string? Currency(string code) => CurrencyCodes.Contains(code) ? null : CurrencyCode;

    /// <summary>
    /// Validates an amount that is given together with a discount: the till may have rounded it, by a cent per unit, or a cent for less
    /// than one.
    /// </summary>
    public static string? ChargedAmount(decimal quantity, decimal unitPrice, decimal discount, decimal amount)
    {
        decimal expected = (quantity * unitPrice) - (discount * Math.Sign(quantity));
        return Math.Abs(amount - expected) <= 0.01m * Math.Max(1, Math.Abs(quantity))
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"must agree with quantity x unitPrice less discount, {expected:0.########}, within a cent per unit");
    }

    /// <summary>Validates the number of payments.</summary>
    public static string? PaymentCount(int count) => count > MaxPayments ? "must hold at most 100 payments" : null;

    /// <summary>Validates the number of lines.</summary>
    public static string? LineCount(int count) => count is 0 or > MaxLines ? "must hold 1 to 5000 lines" : null;

    /// <summary>Validates the size as computed by <see cref="TransactionSize"/>.</summary>
    public static string? Size(long bytes) => bytes > TransactionSize.MaxBytes
        ? string.Create(
            CultureInfo.InvariantCulture, $"must hold at most {TransactionSize.MaxBytes} bytes of text and lines, and has {bytes}")
        : null;

    /// <summary>
    /// Returns whether the ledger may record a transaction. A partition checks every transaction that it receives. The check is more
    /// lenient than the rules for callers, because the void of an entry that an earlier version recorded may have ids that only that
    /// version accepted. It never throws, whatever the input.
    /// </summary>
    public static bool IsRecordable([NotNullWhen(true)] SaleTransaction? transaction, DateTimeOffset now)
    {
        // A deserialized message can hold nulls where the types do not allow them.
        if (transaction is not { TransactionId: not null, StoreId: not null, Lines: not null }) return false;
        bool head = RecordedId(transaction.TransactionId) is null
            && RecordedId(transaction.StoreId) is null
            && (transaction.CustomerId is not { } customer || RecordedId(customer) is null)
            && IsExact(transaction.Time)
            && Time(transaction.Time, now) is null
            && Enum.IsDefined(transaction.Kind)
            && LineCount(transaction.Lines.Length) is null;
        if (!head || !IsRecordable(transaction.Details) || (transaction.Currency is { } code && Currency(code) is not null)) return false;
        foreach (ref readonly SaleLine line in transaction.Lines.AsSpan())
            if (!IsRecordable(line)) return false;
        return Size(TransactionSize.Of(transaction)) is null;
    }

    /// <summary>
    /// Validates a time. A time without an offset is treated as UTC, because only the partition knows the store's time zone.
    /// </summary>
    /// <param name="time">The time.</param>
    /// <param name="now">The current time, UTC.</param>
    public static string? Time(SaleTime time, DateTimeOffset now)
    {
        // Years at the limits of DateTime are rejected first, because the subtraction of an offset could overflow.
        if (time.Wall.Year < Earliest.Year - 1 || time.Wall.Year > 9998) return TimeBounds;
        DateTime utc = time.Wall - (time.Offset ?? TimeSpan.Zero);
        return utc < Earliest || utc > now.UtcDateTime.AddDays(1) ? TimeBounds : null;
    }

    /// <summary>Truncates to whole microseconds, the precision of every store.</summary>
    public static DateTime WholeMicroseconds(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>Finds everything that is wrong with a transaction.</summary>
    /// <returns>True when the transaction is valid.</returns>
    public static bool IsValid(SaleTransaction transaction, DateTimeOffset now, [NotNullWhen(false)] out InputProblems? problems)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        InputProblems found = new();
        Note("transactionId", TransactionId(transaction.TransactionId));
        Note("storeId", Id(transaction.StoreId));
        if (transaction.CustomerId is { } customer) Note("customerId", Id(customer));
        Note("occurredAt", Time(transaction.Time, now));
        Note("kind", Enum.IsDefined(transaction.Kind) ? null : "must be sale, return or adjustment");
        if (transaction.Currency is { } currency) Note("currency", Currency(currency));
        if (transaction.Details is { } details) NoteDetails(details, found);
        Note("lines", LineCount(transaction.Lines.Length));
        for (int i = 0; i < transaction.Lines.Length; i++) NoteLine(i, transaction.Lines[i], found);
        Note("$", Size(TransactionSize.Of(transaction)));
        problems = found.Any ? found : null;
        return problems is null;

        void Note(string path, string? problem)
        {
            if (problem is not null) found.Add(path, problem);
        }
    }

    /// <summary>Returns whether a time can be stored exactly: it has whole microseconds and a possible offset.</summary>
    private static bool IsExact(SaleTime time) =>
        time.Wall.Ticks % TimeSpan.TicksPerMicrosecond == 0
        && (time.Offset is not { } offset || (offset.Ticks % TimeSpan.TicksPerMinute == 0 && offset >= -MaxOffset && offset <= MaxOffset));

    private static bool IsRecordable(in SaleLine line) =>
        line.ProductId is not null
        && RecordedId(line.ProductId) is null
        && (line.Description is null || Text(line.Description) is null)
        && Quantity(line.Quantity) is null
        && UnitPrice(line.UnitPrice) is null
        && (line.Details is not { } details || IsRecordable(details, line.UnitPrice));

    /// <summary>A discount or an amount that was computed from the other values may have more decimals than a given one.</summary>
    private static bool IsRecordable(LineDetails details, decimal unitPrice) =>
        IsComputable(details.Discount)
        && IsComputable(details.Amount)
        && ChargedAmount(
            details.Quantity,
            unitPrice,
            details.Quantity == 0 ? 0 : details.Discount,
            details.Quantity == 0 ? 0 : details.Amount) is null
        && (details.Tax is not { } tax || Amount(tax) is null)
        && (details.TaxRate is not { } rate || TaxRate(rate) is null);

    private static bool IsComputable(decimal amount) =>
        Math.Abs(amount) <= 3 * MaxAmount && decimal.Round(amount, 2 * MaxDecimals) == amount;

    private static bool IsRecordable(SaleDetails? details)
    {
        if (details is null) return true;
        InputProblems found = new();
        NoteDetails(details, found);
        return !found.Any;
    }

    private static void NoteDetails(SaleDetails details, InputProblems found)
    {
        NoteId("register", details.Register, found);
        NoteId("cashier", details.Cashier, found);
        NoteId("originalTransactionId", details.OriginalTransactionId, found);
        if (details.Note is { } note && Text(note) is { } text) found.Add("note", text);
        Payment[] payments = details.Payments ?? [];
        if (PaymentCount(payments.Length) is { } count) found.Add("payments", count);
        for (int i = 0; i < payments.Length; i++)
        {
            NoteId($"payments[{i}].method", payments[i].Method ?? string.Empty, found);
            if (Amount(payments[i].Amount) is { } amount) found.Add($"payments[{i}].amount", amount);
        }
    }

    private static void NoteId(string path, string? id, InputProblems found)
    {
        if (id is not null && RecordedId(id) is { } problem) found.Add(path, problem);
    }

    private static void NoteLine(int index, in SaleLine line, InputProblems found)
    {
        if (Id(line.ProductId) is { } product) found.Add($"lines[{index}].productId", product);
        if (line.Description is not null && Text(line.Description) is { } text) found.Add($"lines[{index}].description", text);
        if (Quantity(line.Quantity) is { } quantity) found.Add($"lines[{index}].quantity", quantity);
        if (UnitPrice(line.UnitPrice) is { } price) found.Add($"lines[{index}].unitPrice", price);
        if (line.Details is { } details && !IsRecordable(details, line.UnitPrice))
            found.Add($"lines[{index}]", "has an amount, discount or tax out of bounds");
    }

    private static bool HasDecimals(decimal value) => value.Scale <= MaxDecimals || decimal.Round(value, MaxDecimals) == value;

    /// <summary>Most ids and texts are, and then no other rule for characters can be broken.</summary>
    private static bool IsVisibleAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static bool IsPrintableAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static string? Surrogates(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return "must not contain half a surrogate pair";
            i++;
        }

        return null;
    }
}
