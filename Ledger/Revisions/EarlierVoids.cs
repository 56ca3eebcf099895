using System.Security.Cryptography;
using System.Text;

namespace RetailGrains.Ledger.Revisions;

/// <summary>
/// Voids that earlier versions recorded: returns under an id of their own, derived from the transaction's id. They keep their meaning.
/// Pure.
/// </summary>
public static class EarlierVoids
{
    private const string Prefix = TransactionRules.VoidPrefix;
    private const int HashLength = 48;

    /// <summary>Returns the id of a transaction's void; it contains the SHA-256 of ids that are too long for the prefix.</summary>
    public static string IdOf(string transactionId)
    {
        ArgumentNullException.ThrowIfNull(transactionId);
        return Prefix.Length + transactionId.Length <= TransactionRules.MaxId
            ? Prefix + transactionId
            : Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(transactionId)))[..HashLength];
    }

    /// <summary>Returns whether an entry is a void. The earliest versions also let senders use the prefix.</summary>
    public static bool IsVoid(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Kind == TransactionKind.Return && entry.TransactionId.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>Returns whether an entry is the void of a transaction; its time does not matter.</summary>
    public static bool IsVoidOf(LedgerEntry entry, LedgerEntry voided)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(voided);
        return IsVoid(entry)
            && entry.TransactionId == IdOf(voided.TransactionId)
            && entry.StoreId == voided.StoreId
            && entry.CustomerId == voided.CustomerId
            && SaleLine.HaveSameContent(entry.Lines, Array.ConvertAll(voided.Lines, line => line.Negated()));
    }
}
