using Orleans.Concurrency;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Ledger;

/// <summary>The result of an append. The numbers are sent between processes: never renumber them.</summary>
public enum AppendStatus : byte
{
    /// <summary>Not recorded, or the outcome is unknown: retry with the same content.</summary>
    Busy = 0,

    /// <summary>Durably recorded by this append.</summary>
    Recorded = 1,

    /// <summary>The ledger already had this id with the same content.</summary>
    Duplicate = 2,

    /// <summary>The ledger has this id with other content; nothing was stored.</summary>
    Conflict = 3,

    /// <summary>
    /// The catalogue gives the store a time zone that the time zone database does not have, so its business date is unknown. Nothing was
    /// stored. The transaction can be recorded after the catalogue is repaired.
    /// </summary>
    UnknownTimeZone = 4,

    /// <summary>
    /// The transaction breaks a rule of <see cref="TransactionRules"/>, or another partition owns its id. Nothing was stored.
    /// </summary>
    Invalid = 5,
}

/// <param name="Status">The result.</param>
/// <param name="Position">The position of the entry with this id; undefined when busy.</param>
[GenerateSerializer, Immutable, Alias("retail.AppendResult")]
public readonly record struct AppendResult([property: Id(0)] AppendStatus Status, [property: Id(1)] Position Position);

/// <summary>How far a partition's entries are processed.</summary>
public enum EntryStage : byte
{
    /// <summary>Every entity that the entry concerns has applied it.</summary>
    Delivered = 0,

    /// <summary>Every entity that the entry concerns has saved it, so lists and rankings include it.</summary>
    Saved = 1,
}

/// <param name="Partition">The partition's number.</param>
/// <param name="Head">The last sequence in the ledger.</param>
/// <param name="Delivered">The sequence up to which every affected entity has applied the entries.</param>
/// <param name="Checkpoint">The sequence up to which every affected entity has saved the entries.</param>
/// <param name="Silo">The silo that hosts the partition.</param>
/// <param name="Commits">
/// Group commits since this activation started. A commit that several partitions share counts for one of them.
/// </param>
/// <param name="Transactions">Transactions recorded by these commits.</param>
/// <param name="GrainCalls">Calls to entities that carried deltas of this partition.</param>
/// <param name="Failures">Failures that keep the partition from recording or answering, in words; null when there are none.</param>
/// <param name="Degraded">Failures on the silo that are being retried while the partition serves; null when there are none.</param>
[GenerateSerializer, Immutable, Alias("retail.PartitionStatus")]
public sealed record PartitionStatus(
    [property: Id(0)] int Partition,
    [property: Id(1)] long Head,
    [property: Id(2)] long Delivered,
    [property: Id(3)] long Checkpoint,
    [property: Id(4)] string Silo,
    [property: Id(5)] long Commits,
    [property: Id(6)] long Transactions,
    [property: Id(7)] long GrainCalls,
    [property: Id(8)] string[]? Failures = null,
    [property: Id(9)] string[]? Degraded = null);

/// <summary>A partition of the ledger, and its only writer. The grain's key is the partition's number.</summary>
[Alias("retail.ILedgerPartitionGrain")]
public interface ILedgerPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Records transactions that this partition owns. Returns the results in the same order, after the commit.</summary>
    /// <param name="transactions">Validated transactions. Invalid ones get <see cref="AppendStatus.Invalid"/>.</param>
    /// <param name="urgent">
    /// The caller waits until every figure includes the transactions: save them now instead of with the next periodic save.
    /// </param>
    [Alias("AppendAsync")]
    Task<AppendResult[]> AppendAsync(SaleTransaction[] transactions, bool urgent);

    /// <summary>
    /// Revises a transaction that this partition owns: voids or corrects it. Everything that a revision records is recorded in one commit.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="urgent">See <see cref="AppendAsync"/>.</param>
    [Alias("ReviseAsync")]
    Task<RevisionResult> ReviseAsync(RevisionRequest request, bool urgent);

    /// <summary>
    /// Replaces the id of a customer whose erasure is pending, in all entries that this partition has recorded. Returns false when it could
    /// not; the caller then retries, and also when the answer takes too long: a repeated erasure finds what the first one has done.
    /// </summary>
    [Alias("EraseCustomerAsync")]
    [ResponseTimeout("00:01:00")]
    Task<bool> EraseCustomerAsync(string customerId);

    /// <summary>Waits until the partition has processed the sequence; false when it has not within the timeout.</summary>
    [Alias("ReachAsync")]
    Task<bool> WaitForAsync(long sequence, EntryStage stage, TimeSpan timeout);

    /// <summary>
    /// Returns what the ledger holds for an entity above its watermark for this partition, or null. The partition answers at any time, even
    /// while it waits for that entity.
    /// </summary>
    [Alias("HeldForAsync")]
    ValueTask<Delta?> PendingForAsync(EntityKey entity, long watermark, int generation);

    /// <summary>Returns this partition's share of the chain's figures, up to its head.</summary>
    /// <param name="withDays">Include the figures by day.</param>
    [Alias("ShareAsync")]
    ValueTask<ChainShare> ShareAsync(bool withDays);

    /// <summary>Returns the partition's status. Regular calls also keep the grain active.</summary>
    [Alias("StatusAsync")]
    ValueTask<PartitionStatus> StatusAsync();

    /// <summary>
    /// Reports a changed time zone: the partition reads the store's time zone again for transactions that it records from now on.
    /// </summary>
    [Alias("ForgetZoneAsync")]
    ValueTask ForgetZoneAsync(string storeId);

    /// <summary>Switches to this generation of the projections if it is newer.</summary>
    [Alias("AdoptAsync")]
    ValueTask AdoptAsync(int generation);

    /// <summary>
    /// Reports that the ledger has reached this sequence. An activation whose own head is lower, and that has no work in progress,
    /// deactivates, because another process writes to the partition. Returns whether it deactivates.
    /// </summary>
    [Alias("ObserveHeadAsync")]
    ValueTask<bool> ObserveHeadAsync(long head);
}
