using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RetailGrains.Ledger;

/// <summary>
/// The bounds of what the ledger takes in, the same for requests, files and streams. Each rule answers what is wrong with a value, as the
/// end of a sentence that begins with the field, or null.
/// </summary>
public static class TransactionRules
{
    /// <summary>Longest id, in UTF-16 code units.</summary>
    public const int MaxId = 64;

    /// <summary>Longest description or catalogue name, in UTF-16 code units.</summary>
    public const int MaxText = 1_000;

    /// <summary>Most lines of a transaction.</summary>
    public const int MaxLines = 5_000;

    /// <summary>Largest quantity, either way.</summary>
    public const int MaxQuantity = 1_000_000;

    /// <summary>Largest unit price, either way.</summary>
    public const decimal MaxUnitPrice = 1_000_000m;

    /// <summary>Most decimals of a unit price.</summary>
    public const int MaxDecimals = 4;

    /// <summary>What the ids of voids begin with. No sender's may.</summary>
    public const string VoidPrefix = "void:";

    /// <summary>What a quantity must be.</summary>
    public const string QuantityBounds = "must be a whole number other than 0 between -1000000 and 1000000";

    /// <summary>What an amount of money must be.</summary>
    public const string MoneyBounds = "must be a number between -1000000 and 1000000 with at most four decimals";

    private const string IdBounds = "must be 1 to 64 characters long";
    private const string TimeBounds = "must lie between 2000-01-01 and a day ahead of now";

    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(14);

    private static readonly DateTime Earliest = new(2000, 1, 1);

    /// <summary>
    /// An id of a transaction, store, product or customer, in the form of <see cref="IdText.Normal"/>.
    /// </summary>
    public static string? Id(string id) => RecordedId(id)
        ?? (char.IsWhiteSpace(id[0]) || char.IsWhiteSpace(id[^1]) ? "must not begin or end with white space"
            // Clients resolve a path segment of dots, also one that is percent-encoded, before they send it.
            : id is "." or ".." ? "must not be . or .., which no URL can hold"
            : null);

    /// <summary>A transaction's id as a sender may choose it.</summary>
    public static string? TransactionId(string id) => Id(id)
        ?? (id.StartsWith(VoidPrefix, StringComparison.Ordinal) ? $"must not begin with {VoidPrefix}, which is reserved for voids" : null);

    /// <summary>An id that the ledger may hold: also one that this version would refuse, but earlier versions recorded.</summary>
    public static string? RecordedId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is 0 or > MaxId) return IdBounds;
        foreach (char c in id)
        {
            if (char.IsControl(c)) return "must not contain control characters";
        }

        // Grains can't have such a key: the entry could never be delivered, nor anything after it.
        return string.IsNullOrWhiteSpace(id) ? "must not be blank" : Surrogates(id);
    }

    /// <summary>A description or a name: anything that can be stored and shown.</summary>
    public static string? Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxText) return "must be at most 1000 characters long";
        // PostgreSQL's text can hold every character but this one.
        return text.Contains('\0', StringComparison.Ordinal) ? "must not contain the character U+0000" : Surrogates(text);
    }

    /// <summary>A quantity.</summary>
    public static string? Quantity(int quantity) =>
        quantity is 0 or < -MaxQuantity or > MaxQuantity
            ? QuantityBounds
            : null;

    /// <summary>A unit price; decimals count by value, so 2.50000 has one.</summary>
    public static string? UnitPrice(decimal price) =>
        price is < -MaxUnitPrice or > MaxUnitPrice ? "must lie between -1000000 and 1000000"
        : price.Scale > MaxDecimals && decimal.Round(price, MaxDecimals) != price ? "must have at most four decimals"
        : null;

    /// <summary>The number of lines.</summary>
    public static string? LineCount(int count) => count is 0 or > MaxLines ? "must hold 1 to 5000 lines" : null;

    /// <summary>The size by <see cref="TransactionSize"/>.</summary>
    public static string? Size(long bytes) => bytes > TransactionSize.MaxBytes
        ? string.Create(CultureInfo.InvariantCulture, $"must hold at most {TransactionSize.MaxBytes} bytes of text and lines, and has {bytes}")
        : null;

    /// <summary>
    /// Whether the ledger may record a transaction: what a partition checks of everything that is sent to it. It is more lenient than what
    /// callers are held to where an entry of an earlier version is voided, whose ids only that version would take. Whatever was sent, it
    /// does not throw.
    /// </summary>
    public static bool IsRecordable([NotNullWhen(true)] SaleTransaction? transaction, DateTimeOffset now)
    {
        // A deserialized message can hold nulls where the types say that there are none.
        if (transaction is not { TransactionId: not null, StoreId: not null, Lines: not null }) return false;
        bool head = RecordedId(transaction.TransactionId) is null
            && RecordedId(transaction.StoreId) is null
            && (transaction.CustomerId is not { } customer || RecordedId(customer) is null)
            && IsExact(transaction.Time)
            && Time(transaction.Time, now) is null
            && Enum.IsDefined(transaction.Kind)
            && LineCount(transaction.Lines.Length) is null;
        if (!head) return false;
        foreach (ref readonly SaleLine line in transaction.Lines.AsSpan())
            if (!IsRecordable(line)) return false;
        return Size(TransactionSize.Of(transaction)) is null;
    }

    /// <summary>A time; one without offset is judged as if it were UTC, since only the store's partition knows its zone.</summary>
    /// <param name="time">The time.</param>
    /// <param name="now">The present, UTC.</param>
    public static string? Time(SaleTime time, DateTimeOffset now)
    {
        // Years at the ends of what DateTime can hold are refused before an offset could carry them over.
        if (time.Wall.Year < Earliest.Year - 1 || time.Wall.Year > 9998) return TimeBounds;
        DateTime utc = time.Wall - (time.Offset ?? TimeSpan.Zero);
        return utc < Earliest || utc > now.UtcDateTime.AddDays(1) ? TimeBounds : null;
    }

    /// <summary>Cut to whole microseconds, which is what every store keeps.</summary>
    public static DateTime WholeMicroseconds(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>Everything that is wrong with a transaction.</summary>
    /// <returns>True when nothing is.</returns>
    public static bool IsValid(SaleTransaction transaction, DateTimeOffset now, [NotNullWhen(false)] out InputProblems? problems)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        InputProblems found = new();
        Note("transactionId", TransactionId(transaction.TransactionId));
        Note("storeId", Id(transaction.StoreId));
        if (transaction.CustomerId is { } customer) Note("customerId", Id(customer));
        Note("occurredAt", Time(transaction.Time, now));
        Note("kind", Enum.IsDefined(transaction.Kind) ? null : "must be sale, return or adjustment");
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

    /// <summary>Whether a time can be stored as it is: whole microseconds, and an offset that there can be.</summary>
    private static bool IsExact(SaleTime time) =>
        time.Wall.Ticks % TimeSpan.TicksPerMicrosecond == 0
        && (time.Offset is not { } offset || (offset.Ticks % TimeSpan.TicksPerMinute == 0 && offset >= -MaxOffset && offset <= MaxOffset));

    private static bool IsRecordable(in SaleLine line) =>
        line.ProductId is not null
        && RecordedId(line.ProductId) is null
        && (line.Description is null || Text(line.Description) is null)
        && Quantity(line.Quantity) is null
        && UnitPrice(line.UnitPrice) is null;

    private static void NoteLine(int index, in SaleLine line, InputProblems found)
    {
        if (Id(line.ProductId) is { } product) found.Add($"lines[{index}].productId", product);
        if (line.Description is not null && Text(line.Description) is { } text) found.Add($"lines[{index}].description", text);
        if (Quantity(line.Quantity) is { } quantity) found.Add($"lines[{index}].quantity", quantity);
        if (UnitPrice(line.UnitPrice) is { } price) found.Add($"lines[{index}].unitPrice", price);
    }

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
