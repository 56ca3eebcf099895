using Orleans.Concurrency;
using RetailGrains.Chain;
using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>What became of a transaction that was sent. The numbers travel: never renumber them.</summary>
public enum AppendStatus : byte
{
    /// <summary>Not taken in, or not known to be: send the same again.</summary>
    Busy = 0,

    /// <summary>In the ledger now, durably.</summary>
    Recorded = 1,

    /// <summary>The same content stood under this id before.</summary>
    Duplicate = 2,

    /// <summary>Other content stands under this id; nothing was stored.</summary>
    Conflict = 3,

    /// <summary>
    /// The catalogue gives the store a time zone that the time zone database does not have, so its business date is not known. Nothing
    /// was stored; it can be recorded once the catalogue is repaired.
    /// </summary>
    UnknownTimeZone = 4,

    /// <summary>It breaks a rule of <see cref="TransactionRules"/>, or is another partition's. Nothing was stored.</summary>
    Invalid = 5,
}

/// <param name="Status">What became of it.</param>
/// <param name="Position">Where the id's entry stands; of no meaning when busy.</param>
[GenerateSerializer, Immutable, Alias("retail.AppendResult")]
public readonly record struct AppendResult([property: Id(0)] AppendStatus Status, [property: Id(1)] Position Position);

/// <summary>How far a partition's entries have come.</summary>
public enum Reach : byte
{
    /// <summary>Every grain that the entry concerns has taken it in.</summary>
    Delivered = 0,

    /// <summary>Every one of them has saved it: lists and rankings show it too.</summary>
    Saved = 1,
}

/// <param name="Partition">Its number.</param>
/// <param name="Head">Last sequence in the ledger.</param>
/// <param name="Delivered">Last sequence that all its entities have taken in.</param>
/// <param name="Checkpoint">Last sequence that all its entities have saved.</param>
/// <param name="Silo">The silo that it runs on.</param>
/// <param name="Commits">Group commits since this activation began; one that several partitions shared counts for one of them.</param>
/// <param name="Transactions">Transactions recorded by them.</param>
/// <param name="GrainCalls">Calls to entities made to deliver them.</param>
/// <param name="Failures">What keeps the partition from recording or answering, in words; null when nothing does.</param>
/// <param name="Degraded">What fails on its silo and is retried, while the partition serves; null when nothing does.</param>
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

/// <summary>One of the ledger's sequences; its key is its number. The only writer of that sequence.</summary>
[Alias("retail.ILedgerPartitionGrain")]
public interface ILedgerPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Records transactions, all of this partition; answers in their order, after the commit.</summary>
    /// <param name="transactions">Checked ones; others are answered as <see cref="AppendStatus.Invalid"/>.</param>
    /// <param name="urgent">The caller waits until every figure shows them: save them at once rather than with the next second's.</param>
    [Alias("AppendAsync")]
    Task<AppendResult[]> AppendAsync(SaleTransaction[] transactions, bool urgent);

    /// <summary>Waits until the partition has come so far; false when it has not within the caller's patience.</summary>
    [Alias("ReachAsync")]
    Task<bool> ReachAsync(long sequence, Reach reach, TimeSpan patience);

    /// <summary>
    /// What the ledger holds for an entity above its watermark here, or null. Answered at any moment, also while the partition waits
    /// for that very entity.
    /// </summary>
    [Alias("HeldForAsync")]
    ValueTask<Delta?> HeldForAsync(EntityKey entity, long watermark, int generation);

    /// <summary>This partition's share of the chain's figures, up to its head.</summary>
    /// <param name="withDays">By day too.</param>
    [Alias("ShareAsync")]
    ValueTask<ChainShare> ShareAsync(bool withDays);

    /// <summary>Head, delivered, checkpoint and where it runs. Also what keeps it active.</summary>
    [Alias("StatusAsync")]
    ValueTask<PartitionStatus> StatusAsync();

    /// <summary>A store's time zone was changed: look it up again for what is taken in from now on.</summary>
    [Alias("ForgetZoneAsync")]
    ValueTask ForgetZoneAsync(string storeId);

    /// <summary>Serve this generation of the projections from now on, if it is a newer one.</summary>
    [Alias("AdoptAsync")]
    ValueTask AdoptAsync(int generation);

    /// <summary>
    /// The ledger was seen to reach this sequence. An activation that did not write so far, and has nothing under way, deactivates: another
    /// process writes to the partition. True when it does.
    /// </summary>
    [Alias("ObserveHeadAsync")]
    ValueTask<bool> ObserveHeadAsync(long head);
}
