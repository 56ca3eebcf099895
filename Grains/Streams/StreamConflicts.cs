using Microsoft.Extensions.Options;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Revisions;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Streams;

/// <summary>A transaction whose id the ledger has with other content, at a position.</summary>
internal readonly record struct StreamConflict(SaleTransaction Sent, Position Position);

/// <summary>
/// Names the fields in which transactions differ from what the ledger holds under their ids, for the reasons of dead letters. It quotes no
/// values: a reason is kept longer than what it quotes may be.
/// </summary>
internal sealed class StreamConflicts(
    ILedgerStore ledger, ICatalogueStore catalogue, ErasedCustomers customers, IOptions<CurrencyOptions> chain)
{
    /// <summary>An entry may have one mebibyte, so few are read at once.</summary>
    private const int ReadAtATime = 16;

    /// <summary>Returns the reason of each, in order.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync(IReadOnlyCollection<StreamConflict> conflicts, CancellationToken cancel)
    {
        var reasons = new List<string>(conflicts.Count);
        foreach (StreamConflict[] some in conflicts.Chunk(ReadAtATime))
        {
            IReadOnlyDictionary<string, TransactionHistory> recorded =
                await ledger.HistoriesAsync([.. some.Select(one => one.Sent.TransactionId).Distinct()], cancel);
            IReadOnlyDictionary<string, StoreDefaults> defaults =
                await catalogue.StoreDefaultsAsync([.. some.Select(one => one.Sent.StoreId).Distinct()], cancel);
            reasons.AddRange(some.Select(one => ReasonOf(
                one, recorded.GetValueOrDefault(one.Sent.TransactionId)?.Current, defaults.GetValueOrDefault(one.Sent.StoreId)?.Currency)));
        }

        return reasons;
    }

    /// <summary>Returns a reason. Pure.</summary>
    public static string ReasonOf(Position position, IReadOnlyCollection<ContentDifference> differences)
    {
        string reason = $"transactionId stands in the ledger with other content, at {position}";
        if (differences.Count == 0) return reason;
        string fields = string.Join(", ", differences.Take(ContentDifferences.MaxShown).Select(difference => difference.Path));
        int more = differences.Count - ContentDifferences.MaxShown;
        if (more > 0) return $"{reason}: {fields} and {more} more differ";
        return $"{reason}: {fields} {(differences.Count == 1 ? "differs" : "differ")}";
    }

    private string ReasonOf(StreamConflict conflict, LedgerEntry? entry, string? currency) => ReasonOf(
        conflict.Position,
        entry is null
            ? []
            : [.. ContentDifferences.Of(entry, customers.FormOf(conflict.Sent, entry), currency ?? chain.Value.Code)]);
}
