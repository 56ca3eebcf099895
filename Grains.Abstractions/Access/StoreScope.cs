using System.Collections.Frozen;
using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Access;

/// <summary>
/// The stores whose transactions and figures a caller may send and read. An account or a client may be bound to stores, and so may the
/// callers of an external issuer.
/// </summary>
public sealed class StoreScope
{
    /// <summary>The maximum number of stores of an account or a client.</summary>
    public const int MaxStores = 100;

    /// <summary>
    /// The maximum size of the stores as JSON, in bytes. They are in every token, and many proxies accept header lines of 8 KB at most.
    /// </summary>
    public const int MaxBytes = 4096;

    /// <summary>Words that follow the name of the field with a store that a bound caller may not send.</summary>
    public const string OtherStore = "is not one of the stores that the caller is bound to";

    private readonly FrozenSet<string>? _stores;

    private StoreScope(FrozenSet<string>? stores) => _stores = stores;

    /// <summary>The scope of a caller that is not bound: every store.</summary>
    public static StoreScope All { get; } = new(null);

    /// <summary>Whether the caller is bound to stores. A caller bound to none may send and read nothing.</summary>
    public bool IsBound => _stores is not null;

    /// <summary>The stores of a bound caller; null when it is not bound.</summary>
    public IReadOnlyCollection<string>? Stores => _stores;

    /// <summary>Returns the scope of these stores; of all when they are null.</summary>
    public static StoreScope Of(IEnumerable<string>? stores) =>
        stores is null ? All : new StoreScope(
            stores.Where(store => store.Length > 0).Select(IdText.Normal).ToFrozenSet(StringComparer.Ordinal));

    /// <summary>Returns what is wrong with the stores of an account or a client; null when they are valid.</summary>
    public static string? Problem(IReadOnlyCollection<string> stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        if (stores.Count is 0 or > MaxStores) return $"must be 1 to {MaxStores} stores, or null for all";
        foreach (string store in stores)
        {
            if (TransactionRules.Id(store) is { } problem) return $"must be ids of stores; one of them {problem}";
        }

        if (stores.Distinct(StringComparer.Ordinal).Count() != stores.Count) return "must be different stores";
        return JsonSerializer.SerializeToUtf8Bytes(stores).Length > MaxBytes
            ? $"must have at most {MaxBytes:N0} bytes together as JSON"
            : null;
    }

    /// <summary>Returns whether the caller may send and read transactions and figures of the store.</summary>
    public bool Allows(string storeId)
    {
        ArgumentNullException.ThrowIfNull(storeId);
        // Earlier versions recorded ids without Unicode normalization.
        return _stores is null || _stores.Contains(storeId) || _stores.Contains(IdText.Normal(storeId));
    }

    /// <summary>Returns whether the caller may see everything that a caller with the other scope may send.</summary>
    public bool Covers(StoreScope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _stores is null || (other._stores is { } stores && stores.All(_stores.Contains));
    }
}
