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

    /// <summary>Maximum size of the linked returns that are read (<see cref="TransactionSize"/>), except the last ones.</summary>
    public const long MaxReturnBytes = 4 * TransactionSize.MaxBytes;

    /// <summary>An entry may have one mebibyte, so few are read at a time: more while they are small, otherwise one.</summary>
    private const int MaxReadAtATime = 16;

    private const long SmallReturn = 64 * 1024;

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
        int read = await ReadReturnsAsync(ledger, transactionId, linked, returns, cancel);
        return new RevisionFacts(history, earlier, [.. InOrder(returns)], read < linked.Count && linked[read].IsOfStore);
    }

    /// <summary>Reads returns until one of the limits is reached.</summary>
    /// <returns>How many of the linked transactions were read.</returns>
    private static async Task<int> ReadReturnsAsync(
        ILedgerStore ledger, string original, IReadOnlyList<LinkedTransaction> linked, List<LedgerEntry> returns, CancellationToken cancel)
    {
        int read = 0, atATime = 1, end = Math.Min(linked.Count, MaxReturns);
        long bytes = 0;
        while (read < end && bytes < MaxReturnBytes)
        {
            string[] ids = [.. linked.Take(end).Skip(read).Take(atATime).Select(one => one.TransactionId)];
            foreach (TransactionHistory other in (await ledger.HistoriesAsync(ids, cancel)).Values)
            {
                bytes += other.Entries.Sum(TransactionSize.Of);
                if (IsLinked(other, original)) returns.Add(other.Current);
            }

            read += ids.Length;
            atATime = bytes <= read * SmallReturn ? Math.Min(2 * atATime, MaxReadAtATime) : 1;
        }

        return read;
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
