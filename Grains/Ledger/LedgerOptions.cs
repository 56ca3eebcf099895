using RetailGrains.Hosting;

namespace RetailGrains.Ledger;

/// <summary>
/// Limits and intervals of the partitions and of the parts that depend on them. Section <c>Ledger</c> of the configuration.
/// </summary>
public sealed class LedgerOptions
{
    /// <summary>Maximum number of transactions in one partition's part of a group commit. Default 1,000.</summary>
    [AboveZero]
    public int GroupTransactions { get; set; } = 1_000;

    /// <summary>Maximum number of lines in one partition's part of a group commit. Default 20,000.</summary>
    [AboveZero]
    public int GroupLines { get; set; } = 20_000;

    /// <summary>
    /// Maximum number of group commits that a silo has in progress. Default 4; the embedded store, with its single writer, has 1.
    /// </summary>
    [AboveZero]
    public int CommitLanes { get; set; } = 4;

    /// <summary>
    /// Minimum time between the starts of two commits, if the first one served more than one caller but only a few. Callers that arrive one
    /// after another then share a commit. A single caller does not wait. Default 5 ms.
    /// </summary>
    [WithinADay(MinMilliseconds = 0)]
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Maximum number of lines in a partition that wait for their commit; above it callers wait. Default 100,000.</summary>
    [AboveZero]
    public int PendingLines { get; set; } = 100_000;

    /// <summary>
    /// Approximate maximum size in bytes of transactions in a partition that wait for their commit; above it callers wait. Default 16 MiB.
    /// </summary>
    [AboveZero]
    public int PendingBytes { get; set; } = 16 << 20;

    /// <summary>
    /// How long a caller waits for room and for its commit. Then its result is busy, and its transactions leave the queue. It is shorter
    /// than a caller's own timeout, so that the answer still arrives. Default 5 s.
    /// </summary>
    [WithinADay(MinMilliseconds = 0)]
    public TimeSpan PendingPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Maximum number of transactions above a partition's checkpoint; above it commits wait for the checkpoint. Default 20,000.
    /// </summary>
    [AboveZero]
    public int TailTransactions { get; set; } = 20_000;

    /// <summary>Maximum number of lines above a partition's checkpoint. Default 100,000.</summary>
    [AboveZero]
    public int TailLines { get; set; } = 100_000;

    /// <summary>Maximum size in bytes of the entries above a partition's checkpoint. Default 32 MiB.</summary>
    [AboveZero]
    public int TailBytes { get; set; } = 32 << 20;

    /// <summary>Maximum number of transactions folded into one delivery. Default 2,000.</summary>
    [AboveZero]
    public int DeliveryRun { get; set; } = 2_000;

    /// <summary>
    /// Under load a silo's partitions deliver together, once per interval, so that many transactions make one delta and many deltas one
    /// call. The first entries after an idle time are delivered immediately. While there are many entries, and no caller waits for them,
    /// they collect for up to four intervals. Default 100 ms.
    /// </summary>
    [WithinADay]
    public TimeSpan DeliveryInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a changed entity waits before it is saved. Default 1 s.</summary>
    [WithinADay]
    public TimeSpan SaveDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Approximate maximum number of rows of one write to the projection tables. Default 20,000. The embedded store has 4,000, because
    /// commits to the ledger wait for its single writer.
    /// </summary>
    [AboveZero]
    public int SaveRows { get; set; } = 20_000;

    /// <summary>How often a partition tries to move its checkpoint. Default 500 ms.</summary>
    [WithinADay]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Maximum duration of a drain, in which a partition delivers all its entries and waits until they are saved. The next activation
    /// replays the rest.
    /// Default 12 s.
    /// </summary>
    [WithinADay(MinMilliseconds = 0)]
    public TimeSpan LeavePatience { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How often a silo polls which generation of the projections is served. Default 1 s.</summary>
    [WithinADay]
    public TimeSpan GenerationPoll { get; set; } = TimeSpan.FromSeconds(1);
}
