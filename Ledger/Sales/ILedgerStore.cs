using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>
/// The append-only record of all transactions. One entry per transaction id and one per (partition, sequence), each held by a unique key
/// of the database.
/// </summary>
public interface ILedgerStore
{
    /// <summary>
    /// Writes entries, of one partition or several, in one atomic and durable commit.
    /// </summary>
    /// <exception cref="LedgerRefusedException">
    /// An id or a (partition, sequence) is taken. Nothing was stored.
    /// </exception>
    /// <remarks>Any other exception is an unknown outcome: the entries may be stored, or may yet be. Read the ledger to find out.</remarks>
    Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancel);

    /// <summary>
    /// Finds out whether the ledger can be written: writes an entry and takes it back, and commits a small change beside it.
    /// </summary>
    /// <exception cref="Exception">It cannot, for this reason.</exception>
    Task ProbeAsync(CancellationToken cancel);

    /// <summary>The entries of those ids that the ledger has.</summary>
    Task<IReadOnlyDictionary<string, LedgerEntry>> FindAsync(IReadOnlyCollection<string> transactionIds, CancellationToken cancel);

    /// <summary>The partition's last sequence; 0 when it has none.</summary>
    Task<long> HeadAsync(int partition, CancellationToken cancel);

    /// <summary>The last sequence of every partition, and the number of fences, in one query.</summary>
    Task<LedgerHeads> HeadsAsync(int partitions, CancellationToken cancel);

    /// <summary>Counts one more fence: another process has written to a partition that this one serves.</summary>
    Task AddFenceAsync(CancellationToken cancel);

    /// <summary>
    /// Reads the entries that concern one store, product or customer, each partition's up to a sequence, in order of partition and
    /// sequence.
    /// </summary>
    /// <param name="entity">Found by the ledger's indexes.</param>
    /// <param name="heads">By partition: the last sequence to be read.</param>
    /// <param name="each">Called for each entry as it is read.</param>
    /// <param name="cancel">Cancels.</param>
    Task ReplayAsync(EntityKey entity, long[] heads, Action<LedgerEntry> each, CancellationToken cancel);

    /// <summary>The partition's entries above <paramref name="after"/>, up to and with <paramref name="upTo"/>, in order.</summary>
    IAsyncEnumerable<LedgerEntry> ReadAsync(int partition, long after, long upTo, CancellationToken cancel);

    /// <summary>
    /// A page of the entries that match, newest first: by time descending, then by transaction id descending (ordinal). No more of them are
    /// held in memory than the page may have.
    /// </summary>
    Task<LedgerPage> QueryAsync(LedgerQuery query, CancellationToken cancel);

    /// <summary>The newest entries, without their lines, by the time at which they were recorded, ascending.</summary>
    /// <param name="after">By partition: only entries above this sequence.</param>
    /// <param name="upTo">By partition: the last sequence to be read.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Cancels.</param>
    Task<IReadOnlyList<LedgerHeadline>> NewestAsync(long[] after, long[] upTo, int limit, CancellationToken cancel);
}

/// <param name="Heads">By partition: the last sequence in the ledger; 0 when there is none.</param>
/// <param name="Fences">How often a process found that another had written to a partition that it served.</param>
public sealed record LedgerHeads(long[] Heads, long Fences);

/// <summary>A commit was refused because a key is taken; nothing of it was stored.</summary>
public sealed class LedgerRefusedException(string message, Exception inner) : Exception(message, inner);

/// <summary>What to look for; a null filter lets everything through.</summary>
/// <param name="StoreId">Of this store.</param>
/// <param name="CustomerId">Of this customer.</param>
/// <param name="ProductId">With a line of this product.</param>
/// <param name="From">Not before this instant.</param>
/// <param name="To">Before this instant.</param>
/// <param name="Before">Only what comes after this place in the order of the answer: the last entry of the page before.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="MaxBytes">The page ends with the entry that brings it to about so many bytes of JSON; it has at least one.</param>
public sealed record LedgerQuery(
    string? StoreId,
    string? CustomerId,
    string? ProductId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    LedgerCursor? Before,
    int Limit,
    long MaxBytes = long.MaxValue);

/// <summary>What a query found.</summary>
/// <param name="Entries">In its order.</param>
/// <param name="More">There are others behind them.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerEntry> Entries, bool More);

/// <summary>An entry without its lines.</summary>
public sealed record LedgerHeadline(
    Position Position,
    string TransactionId,
    string StoreId,
    DateTimeOffset OccurredAt,
    TransactionKind Kind,
    decimal Total,
    DateTime RecordedAt);

/// <summary>A place in the order newest first.</summary>
public sealed record LedgerCursor(DateTimeOffset OccurredAt, string TransactionId);
