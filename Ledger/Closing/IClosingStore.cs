namespace RetailGrains.Ledger.Closing;

/// <summary>Computes a store's day from the ledger by SQL.</summary>
public interface IClosingStore
{
    /// <summary>Reads one consistent state of the ledger.</summary>
    /// <param name="storeId">The store.</param>
    /// <param name="day">The day, in the store's time zone when its transactions were recorded.</param>
    /// <param name="limit">The maximum number of rows of each kind. One row more shows that there are more.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<ClosingRows> ReadAsync(string storeId, DateOnly day, int limit, CancellationToken cancel);
}

/// <summary>A store's day, grouped by what its closing shows. What annulments take back is subtracted.</summary>
/// <param name="Entries">Counts by currency, register, cashier and hour.</param>
/// <param name="Lines">Amounts by currency, register, cashier, hour and tax rate.</param>
/// <param name="Payments">Payments by currency and method.</param>
public sealed record ClosingRows(
    IReadOnlyList<ClosingEntries> Entries, IReadOnlyList<ClosingLines> Lines, IReadOnlyList<ClosingPayments> Payments)
{
    /// <summary>In every time zone a day is nearer to the same day of UTC, so the index by store and time finds its transactions.</summary>
    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(19);

    /// <summary>A UTC time before every transaction of the day.</summary>
    internal static DateTime From(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - MaxOffset;

    /// <summary>A UTC time after every transaction of the day.</summary>
    internal static DateTime To(DateOnly day) => day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) + MaxOffset;
}

/// <summary>The part of a day that a group belongs to.</summary>
/// <param name="Currency">Null when the transactions have none.</param>
/// <param name="Register">Null when the sender gave none.</param>
/// <param name="Cashier">Null when the sender gave none.</param>
/// <param name="Hour">0 to 23, in the store's time zone.</param>
public sealed record ClosingPart(string? Currency, string? Register, string? Cashier, int Hour);

/// <param name="Part">The part of the day.</param>
/// <param name="Transactions">Number of transactions, returns and adjustments included.</param>
/// <param name="Returns">Number of transactions of kind return.</param>
/// <param name="FirstAt">UTC time of the earliest entry, annulled ones included.</param>
/// <param name="LastAt">UTC time of the latest entry, annulled ones included.</param>
public sealed record ClosingEntries(ClosingPart Part, long Transactions, long Returns, DateTime FirstAt, DateTime LastAt);

/// <param name="Part">The part of the day.</param>
/// <param name="TaxRate">Percent; null when the sender gave none.</param>
/// <param name="IsPaid">Whether the transactions name their payments.</param>
/// <param name="GrossSales">Sum of the amounts above zero.</param>
/// <param name="Reductions">Sum of the amounts below zero.</param>
/// <param name="Units">Sum of quantities.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Discounts">Sum of discounts; a return takes them back.</param>
/// <param name="Tax">Sum of taxes.</param>
/// <param name="IncludedTax">The part of the taxes that the amounts include.</param>
public sealed record ClosingLines(
    ClosingPart Part,
    decimal? TaxRate,
    bool IsPaid,
    decimal GrossSales,
    decimal Reductions,
    decimal Units,
    long Lines,
    decimal Discounts,
    decimal Tax,
    decimal IncludedTax);

/// <param name="Currency">Null when the transactions have none.</param>
/// <param name="Method">The method, as the sender names it.</param>
/// <param name="Amount">Sum of the payments.</param>
/// <param name="Payments">Number of payments.</param>
public sealed record ClosingPayments(string? Currency, string Method, decimal Amount, long Payments);
