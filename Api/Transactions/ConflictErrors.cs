using RetailGrains.Access;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>Names the fields in which transactions differ from what the ledger holds under their ids.</summary>
internal sealed class ConflictErrors(ConflictReader conflicts, Retry retry)
{
    /// <summary>Returns the errors of each transaction by the path of the field, in order.</summary>
    /// <param name="sent">Transactions whose ids the ledger has with other content.</param>
    /// <param name="scope">The caller's stores. A caller does not learn what another store has recorded.</param>
    /// <param name="cancel">Cancels the reads.</param>
    public async Task<IReadOnlyList<Dictionary<string, string[]>>> OfAsync(
        IReadOnlyCollection<SaleTransaction> sent, StoreScope scope, CancellationToken cancel)
    {
        List<Dictionary<string, string[]>> errors = new(sent.Count);
        foreach (SaleTransaction[] some in sent.Chunk(ConflictReader.AtATime))
        {
            IReadOnlyList<Conflict> read = await retry.QueryAsync(() => conflicts.ReadAsync(some, cancel), cancel);
            errors.AddRange(read.Select(conflict => Of(conflict.Entry, conflict.Sent, conflict.Currency, scope)));
        }

        return errors;
    }

    /// <summary>Returns the errors of one transaction. Pure.</summary>
    public static Dictionary<string, string[]> Of(LedgerEntry? entry, SaleTransaction sent, string? currency, StoreScope scope)
    {
        InputProblems errors = new();
        if (entry is not null && !scope.Allows(entry.StoreId)) errors.Add("transactionId", ContentDifferences.OfAnotherStore);
        else if (entry is not null) Add(errors, [.. ContentDifferences.Of(entry, sent, currency)]);
        if (!errors.Any) errors.Add("$", ContentDifferences.Unnamed);
        return errors.ToDictionary();
    }

    /// <summary>Whether the id is recorded for a store that the caller may not read. Its position is not shown then.</summary>
    public static bool AreOfAnotherStore(Dictionary<string, string[]> errors) =>
        errors.TryGetValue("transactionId", out string[]? messages) && messages.Contains(ContentDifferences.OfAnotherStore);

    private static void Add(InputProblems errors, ContentDifference[] differences)
    {
        foreach (ContentDifference difference in differences.Take(ContentDifferences.MaxShown))
            errors.Add(difference.Path, difference.Message);
        int more = differences.Length - ContentDifferences.MaxShown;
        if (more > 0) errors.Add("$", $"has {more} more fields that differ");
    }
}
