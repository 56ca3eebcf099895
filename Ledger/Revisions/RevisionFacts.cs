namespace RetailGrains.Ledger.Revisions;

/// <summary>What the ledger holds about a transaction: its entries, a void by an earlier version, and the returns linked to it.</summary>
/// <param name="History">The transaction's entries; null when there are none.</param>
/// <param name="EarlierVoid">The void that an earlier version recorded; null when there is none.</param>
/// <param name="Returns">The linked returns in effect, in the order in which they were recorded.</param>
/// <param name="HasMoreReturns">
/// More returns of the transaction's own store are linked than were read. Those of other stores do not count here: otherwise
/// a sender of another store could prevent every void of the transaction.
/// </param>
public sealed record RevisionFacts(
    TransactionHistory? History, LedgerEntry? EarlierVoid, IReadOnlyList<LedgerEntry> Returns, bool HasMoreReturns)
{
    /// <summary>Maximum number of linked returns that are read. A receipt has far fewer.</summary>
    public const int MaxReturns = 500;

    /// <summary>An entry may have one mebibyte, so few are read at a time.</summary>
    private const int ReadAtATime = 16;

    /// <summary>Reads the facts of a transaction.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="cancel">Cancels the reads.</param>
    public static async Task<RevisionFacts> ReadAsync(ILedgerStore ledger, string transactionId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        string voidId = EarlierVoids.IdOf(transactionId);
        IReadOnlyDictionary<string, TransactionHistory> found = await ledger.HistoriesAsync([transactionId, voidId], cancel);
        if (!found.TryGetValue(transactionId, out TransactionHistory? history)) return new RevisionFacts(null, null, [], false);
        LedgerEntry? earlier = found.GetValueOrDefault(voidId)?.First;
        if (earlier is not null && !EarlierVoids.IsVoidOf(earlier, history.First)) earlier = null;
        IReadOnlyList<LinkedTransaction> linked =
            await ledger.LinkedAsync(transactionId, history.Current.StoreId, MaxReturns + 1, cancel);
        List<LedgerEntry> returns = [];
        foreach (string[] ids in linked.Take(MaxReturns).Select(one => one.TransactionId).Chunk(ReadAtATime))
        {
            foreach (TransactionHistory other in (await ledger.HistoriesAsync(ids, cancel)).Values)
                if (IsLinked(other, transactionId)) returns.Add(other.Current);
        }

        return new RevisionFacts(history, earlier, [.. InOrder(returns)], linked.Count > MaxReturns && linked[MaxReturns].IsOfStore);
    }

    /// <summary>Returns what linked returns and voids have left of the current recording.</summary>
    public Remainder RemainderOfCurrent()
    {
        var remainder = new Remainder(History!.Current);
        foreach (LedgerEntry taken in Taken()) remainder.TakeBack(taken);
        return remainder;
    }

    /// <summary>Returns the positions of the linked returns that take back more than earlier returns and voids have left.</summary>
    public IReadOnlySet<Position> ExceedingReturns()
    {
        var remainder = new Remainder(History!.Current);
        HashSet<Position> exceeding = [];
        foreach (LedgerEntry taken in Taken())
            if (remainder.TakeBack(taken)) exceeding.Add(taken.Position);
        return exceeding;
    }

    private IReadOnlyList<LedgerEntry> Taken() => TakenBack.InOrder(
        History!.Current, InOrder(History.Voids.Concat(EarlierVoid is null ? [] : [EarlierVoid])), Returns);

    /// <summary>A correction may have removed the link, and a voided return has given back nothing.</summary>
    private static bool IsLinked(TransactionHistory other, string transactionId) =>
        other.Current.Details?.OriginalTransactionId == transactionId && !other.IsVoided && other.First.TransactionId != transactionId;

    private static IEnumerable<LedgerEntry> InOrder(IEnumerable<LedgerEntry> entries) =>
        entries.OrderBy(entry => entry.RecordedAt).ThenBy(entry => entry.Position.Partition).ThenBy(entry => entry.Position.Sequence);
}
