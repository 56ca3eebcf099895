using RetailGrains.Figures;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Ledger;

/// <summary>
/// The append-only record of all transactions. There is one entry per (transaction id, revision) and one per (partition, sequence); the
/// database enforces both with unique keys.
/// </summary>
public interface ILedgerStore
{
    /// <summary>
    /// Writes entries, of one partition or several, in one atomic and durable commit.
    /// </summary>
    /// <exception cref="LedgerRefusedException">An id or a (partition, sequence) already exists. Nothing was stored.</exception>
    /// <remarks>
    /// Any other exception means an unknown outcome: the entries may be stored, or may still become stored. Read the ledger to resolve it.
    /// </remarks>
    Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancel);

    /// <summary>Probes whether the ledger is writable: writes an entry and rolls it back, and commits a small change beside it.</summary>
    /// <exception cref="Exception">The ledger is not writable; the exception is the reason.</exception>
    Task ProbeAsync(CancellationToken cancel);

    /// <summary>Returns the entries of those ids that the ledger has.</summary>
    Task<IReadOnlyDictionary<string, LedgerEntry>> FindAsync(IReadOnlyCollection<string> transactionIds, CancellationToken cancel);

    /// <summary>Returns all entries of those ids that the ledger has.</summary>
    Task<IReadOnlyDictionary<string, TransactionHistory>> HistoriesAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancel);

    /// <summary>
    /// Returns transactions that name another one as their original, and are neither voided nor corrected so that they no longer name it.
    /// Those of the original's store come first, each in the order of recording.
    /// </summary>
    /// <param name="originalId">The original.</param>
    /// <param name="storeId">The store of the original.</param>
    /// <param name="limit">Maximum number of transactions.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<IReadOnlyList<LinkedTransaction>> LinkedAsync(string originalId, string storeId, int limit, CancellationToken cancel);

    /// <summary>
    /// Returns by how much the partition's figures count fewer transactions than it has entries: an annulment takes back one transaction
    /// and counts as none itself, and what was left after an annulment counts as none.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="upTo">The last sequence to count.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<long> UncountedAsync(int partition, long upTo, CancellationToken cancel);

    /// <summary>Returns the partition's last sequence; 0 when it has none.</summary>
    Task<long> HeadAsync(int partition, CancellationToken cancel);

    /// <summary>Returns the last sequence of every partition, and the number of fences, in one query.</summary>
    Task<LedgerHeads> HeadsAsync(int partitions, CancellationToken cancel);

    /// <summary>Counts one more fence: another process has written to a partition that this process serves.</summary>
    Task AddFenceAsync(CancellationToken cancel);

    /// <summary>
    /// Reads the entries that concern one store, product or customer, each partition's up to a sequence, in order of partition and
    /// sequence.
    /// </summary>
    /// <param name="entity">The entity; the ledger's indexes find its entries.</param>
    /// <param name="heads">By partition: the last sequence to read.</param>
    /// <param name="each">Called for each entry as it is read.</param>
    /// <param name="cancel">Cancels the read.</param>
    Task ReplayAsync(EntityKey entity, long[] heads, Action<LedgerEntry> each, CancellationToken cancel);

    /// <summary>
    /// Returns the partition's entries above <paramref name="after"/>, up to and including <paramref name="upTo"/>, in order.
    /// </summary>
    IAsyncEnumerable<LedgerEntry> ReadAsync(int partition, long after, long upTo, CancellationToken cancel);

    /// <summary>
    /// Returns a page of the matching entries, newest first: by time descending, then by transaction id descending (ordinal), then by
    /// revision descending. Annulments, and by default what they annul, are left out. Memory holds no more entries than the page may have.
    /// </summary>
    Task<LedgerPage> QueryAsync(LedgerQuery query, CancellationToken cancel);

    /// <summary>Returns the newest entries, without their lines, by the time at which they were recorded, ascending.</summary>
    /// <param name="after">By partition: only entries above this sequence.</param>
    /// <param name="upTo">By partition: the last sequence to read.</param>
    /// <param name="limit">Maximum number of entries.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<IReadOnlyList<LedgerHeadline>> NewestAsync(long[] after, long[] upTo, int limit, CancellationToken cancel);
}

/// <summary>A transaction that names another one as its original.</summary>
/// <param name="TransactionId">Its id.</param>
/// <param name="IsOfStore">Whether it names the original in the store of the original.</param>
public readonly record struct LinkedTransaction(string TransactionId, bool IsOfStore);

/// <param name="Heads">By partition: the last sequence in the ledger; 0 when there is none.</param>
/// <param name="Fences">How often a process has detected that another wrote to a partition that it served.</param>
public sealed record LedgerHeads(long[] Heads, long Fences);

/// <summary>A commit was refused because a key already exists; nothing of it was stored.</summary>
public sealed class LedgerRefusedException(string message, Exception inner) : Exception(message, inner);

/// <summary>A query for entries; a null filter matches all.</summary>
/// <param name="StoreId">Entries of this store.</param>
/// <param name="CustomerId">Entries of this customer.</param>
/// <param name="ProductId">Entries with a line of this product.</param>
/// <param name="From">Entries at or after this instant.</param>
/// <param name="To">Entries before this instant.</param>
/// <param name="Before">Only entries after this cursor in the order of the result: the last entry of the previous page.</param>
/// <param name="Limit">Maximum number of entries.</param>
/// <param name="MaxBytes">The page ends with the entry that brings it to about this many bytes of JSON; it has at least one entry.</param>
public sealed record LedgerQuery(
    string? StoreId,
    string? CustomerId,
    string? ProductId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    LedgerCursor? Before,
    int Limit,
    long MaxBytes = long.MaxValue)
{
    /// <summary>Entries from this source; see <see cref="Provenance"/>.</summary>
    public string? Source { get; init; }

    /// <summary>Entries of this till.</summary>
    public string? Register { get; init; }

    /// <summary>Includes annulled entries. Annulments are left out all the same.</summary>
    public bool WithAnnulled { get; init; }
}

/// <summary>The result of a query.</summary>
/// <param name="Entries">The entries, in the order of the query.</param>
/// <param name="More">There are more entries after the page.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerEntry> Entries, bool More);

/// <summary>An entry without its lines.</summary>
public sealed record LedgerHeadline(
    Position Position,
    string TransactionId,
    string StoreId,
    DateTimeOffset OccurredAt,
    TransactionKind Kind,
    decimal Total,
    DateTime RecordedAt,
    string? Currency = null);

/// <summary>A keyset cursor in the order newest first.</summary>
public sealed record LedgerCursor(DateTimeOffset OccurredAt, string TransactionId, int Revision = 1);
