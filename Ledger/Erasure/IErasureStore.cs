using RetailGrains.Imports;
using RetailGrains.Ledger.Integrity;

namespace RetailGrains.Ledger.Erasure;

/// <summary>
/// Requests to erase customers, and the erasure of what the database holds about them. Every step may be repeated: what is erased already
/// is not changed again.
/// </summary>
public interface IErasureStore
{
    /// <summary>
    /// Stores a request. It is pending until <see cref="FinishAsync"/>; a pending one keeps its time. If the ledger has entries of the
    /// customer, which may be later than those that were erased, they must be erased again.
    /// </summary>
    Task BeginAsync(ErasedCustomer customer, DateTime requestedAt, CancellationToken cancel);

    /// <summary>Returns the pending requests, oldest first.</summary>
    Task<IReadOnlyList<PendingErasure>> PendingAsync(CancellationToken cancel);

    /// <summary>Returns the last request for a customer; null when there was none, or when nothing was stored about the customer.</summary>
    Task<StoredErasure?> FindAsync(string pseudonym, CancellationToken cancel);

    /// <summary>Returns the ids of all customers in the ledger and the catalogue, each at least once.</summary>
    IAsyncEnumerable<string> CustomerIdsAsync(CancellationToken cancel);

    /// <summary>Stores that something was found about the customer outside the database.</summary>
    Task MarkFoundAsync(string pseudonym, CancellationToken cancel);

    /// <summary>Permits <see cref="EraseEntriesAsync"/> for a pending request.</summary>
    Task OpenEntriesAsync(string pseudonym, CancellationToken cancel);

    /// <summary>
    /// Replaces the customer in the entries of one partition, and removes their notes. Only the partition calls it, between two commits.
    /// Does nothing unless a request is pending whose entries are not closed, because any process can call a grain, and a silo that has
    /// left may still send this.
    /// </summary>
    Task EraseEntriesAsync(int partition, ErasedCustomer customer, EntrySealer sealer, CancellationToken cancel);

    /// <summary>
    /// Waits until every erasure of entries that has begun has ended; later ones do nothing. Returns false when the customer was requested
    /// again since <see cref="OpenEntriesAsync"/>.
    /// </summary>
    Task<bool> TryCloseEntriesAsync(string pseudonym, CancellationToken cancel);

    /// <summary>
    /// Erases the customer's catalogue entry, walks of lists, and targets in the audit; replaces the id and the name in the problems of
    /// imports; and removes notes of the customer's sales from them.
    /// </summary>
    Task EraseRestAsync(PersonalText text, CancellationToken cancel);

    /// <summary>Deletes rows of a customer that has no entries, in all generations of the projections.</summary>
    Task DeleteFiguresAsync(string customerId, CancellationToken cancel);

    /// <summary>Returns whether the customer has rows in the projections.</summary>
    Task<bool> HasFiguresAsync(string customerId, CancellationToken cancel);

    /// <summary>Returns whether the ledger has an entry of the customer.</summary>
    Task<bool> HasEntriesAsync(string customerId, CancellationToken cancel);

    /// <summary>
    /// Removes what the database's files still hold of changed rows, where the process may do so. Returns false when it must be tried
    /// again.
    /// </summary>
    Task<bool> PurgeAsync(CancellationToken cancel);

    /// <summary>
    /// Forgets the customer's id, after it was erased everywhere else; and the whole request if nothing was found. Returns false when the
    /// entries are not closed, because the customer was requested again.
    /// </summary>
    Task<bool> TryForgetAsync(string pseudonym, CancellationToken cancel);

    /// <summary>Completes a request.</summary>
    Task FinishAsync(string pseudonym, DateTime finishedAt, CancellationToken cancel);

    /// <summary>Returns entries of a customer, by position, after a position. Each page has few entries, which may be large.</summary>
    Task<IReadOnlyList<LedgerEntry>> EntriesAsync(string customerId, Position after, CancellationToken cancel);

    /// <summary>Returns problems of imports that name the customer, with their import's id.</summary>
    Task<IReadOnlyList<(string ImportId, ImportProblem Problem)>> ProblemsAsync(PersonalText text, int limit, CancellationToken cancel);
}

/// <summary>A customer to erase.</summary>
/// <param name="Id">The customer's id.</param>
/// <param name="Pseudonym">The id that replaces it.</param>
/// <param name="Digest">The digest from which the pseudonym is derived.</param>
public sealed record ErasedCustomer(string Id, string Pseudonym, byte[] Digest);

/// <summary>A request that is not complete.</summary>
/// <param name="Pseudonym">The customer's pseudonym.</param>
/// <param name="CustomerId">The customer to erase; null after <see cref="IErasureStore.ForgetAsync"/>.</param>
/// <param name="RequestedAt">UTC.</param>
public sealed record PendingErasure(string Pseudonym, string? CustomerId, DateTime RequestedAt);

/// <summary>A stored request.</summary>
/// <param name="RequestedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while it is pending.</param>
public sealed record StoredErasure(DateTime RequestedAt, DateTime? FinishedAt);
