using System.Buffers;
using RetailGrains.Ledger.Integrity;

namespace RetailGrains.Ledger.Erasure;

/// <summary>Derives the pseudonyms of erased customers, and recognizes their sales when these are sent again. Pure.</summary>
public sealed class ErasedCustomers(EntrySealer sealer)
{
    private const string Prefix = "erased-";
    private const int Length = 39;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Returns whether an id is the pseudonym of an erased customer.</summary>
    public static bool IsPseudonym(string customerId)
    {
        ArgumentNullException.ThrowIfNull(customerId);
        return customerId.Length == Length
            && customerId.StartsWith(Prefix, StringComparison.Ordinal)
            && !customerId.AsSpan(Prefix.Length).ContainsAnyExcept(HexDigits);
    }

    public ErasedCustomer Of(string customerId)
    {
        byte[] digest = sealer.CustomerDigest(customerId);
        return new ErasedCustomer(customerId, EntrySealer.Pseudonym(digest), digest);
    }

    /// <summary>
    /// Returns the form in which a transaction is compared with what is recorded under its id. If that is of the same customer and the
    /// customer was erased since, the form has the pseudonym and no note. Otherwise it is the transaction itself.
    /// </summary>
    /// <param name="sent">The transaction.</param>
    /// <param name="recorded">The entries of its id.</param>
    public SaleTransaction FormOf(SaleTransaction sent, params IEnumerable<LedgerEntry> recorded)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(recorded);
        if (sent.CustomerId is not { } customer) return sent;
        string[] pseudonyms = [.. recorded.Select(entry => entry.CustomerId).OfType<string>().Where(IsPseudonym)];
        if (pseudonyms.Length == 0) return sent;
        string pseudonym = IsPseudonym(customer) ? customer : Of(customer).Pseudonym;
        return pseudonyms.Contains(pseudonym, StringComparer.Ordinal)
            ? sent with { CustomerId = pseudonym, Details = (sent.Details is { } details ? details with { Note = null } : null)?.OrNull() }
            : sent;
    }
}
