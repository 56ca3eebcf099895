using Microsoft.Extensions.Options;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Revisions;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Ledger;

/// <summary>A transaction whose id the ledger has with other content.</summary>
/// <param name="Entry">The present content; null when the ledger has none any more.</param>
/// <param name="Sent">The transaction in the form that is compared with the entry.</param>
/// <param name="Currency">The currency that a sale of its store without one gets today.</param>
public readonly record struct Conflict(LedgerEntry? Entry, SaleTransaction Sent, string? Currency);

/// <summary>Reads what the ledger has under the ids of conflicting transactions.</summary>
public sealed class ConflictReader(
    ILedgerStore ledger, ICatalogueStore catalogue, ErasedCustomers customers, IOptions<CurrencyOptions> chain)
{
    /// <summary>The number of transactions to read at a time: an entry may have one mebibyte.</summary>
    public const int AtATime = 16;

    /// <summary>Returns the conflict of each transaction, in order.</summary>
    public async Task<IReadOnlyList<Conflict>> ReadAsync(SaleTransaction[] sent, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, TransactionHistory> recorded =
            await ledger.HistoriesAsync([.. sent.Select(transaction => transaction.TransactionId).Distinct()], cancel);
        IReadOnlyDictionary<string, StoreDefaults> defaults =
            await catalogue.StoreDefaultsAsync([.. sent.Select(transaction => transaction.StoreId).Distinct()], cancel);
        return Array.ConvertAll(sent, transaction =>
        {
            LedgerEntry? entry = recorded.GetValueOrDefault(transaction.TransactionId)?.Current;
            return new Conflict(
                entry,
                entry is null ? transaction : customers.FormOf(transaction, entry),
                defaults.GetValueOrDefault(transaction.StoreId)?.Currency ?? chain.Value.Code);
        });
    }
}
