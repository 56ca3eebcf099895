namespace RetailGrains.Ledger;

/// <summary>Bounds and rhythms of the partitions and of what they feed. Section <c>Ledger</c> of the configuration.</summary>
public sealed class LedgerOptions
{
    /// <summary>Most transactions in one partition's part of a group commit. Default 1,000.</summary>
    public int GroupTransactions { get; set; } = 1_000;

    /// <summary>Most lines in one partition's part of a group commit. Default 20,000.</summary>
    public int GroupLines { get; set; } = 20_000;

    /// <summary>Group commits that a silo has under way at once. Default 4; the embedded store, with its single writer, has 1.</summary>
    public int CommitLanes { get; set; } = 4;

    /// <summary>
    /// Least time from the beginning of a commit that served few callers, but more than one, to the next: those who come one by one make
    /// one commit instead of many. Who is alone does not wait. Default 5 ms.
    /// </summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Most lines that may wait in a partition for their commit; beyond it callers wait. Default 100,000.</summary>
    public int PendingLines { get; set; } = 100_000;

    /// <summary>
    /// Most bytes of transactions that may wait in a partition for their commit, give or take a message; beyond it callers wait. Default
    /// 16 MiB.
    /// </summary>
    public int PendingBytes { get; set; } = 16 << 20;

    /// <summary>
    /// How long a caller waits for room and for its commit before it is answered as busy, and its transactions leave the queue. Less than
    /// a caller's own time-out, so that the answer still reaches it. Default 5 s.
    /// </summary>
    public TimeSpan PendingPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most transactions above a partition's checkpoint; beyond it commits wait for the checkpoint. Default 20,000.</summary>
    public int TailTransactions { get; set; } = 20_000;

    /// <summary>Most lines above a partition's checkpoint. Default 100,000.</summary>
    public int TailLines { get; set; } = 100_000;

    /// <summary>Most bytes of the entries above a partition's checkpoint. Default 32 MiB.</summary>
    public int TailBytes { get; set; } = 32 << 20;

    /// <summary>Most transactions folded into one delivery. Default 2,000.</summary>
    public int DeliveryRun { get; set; } = 2_000;

    /// <summary>
    /// Under load a silo's partitions deliver together, once in this time, so that many transactions make one delta and many deltas one
    /// call. What comes after a pause is delivered at once. Default 100 ms.
    /// </summary>
    public TimeSpan DeliveryInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a changed entity waits before it is saved. Default 1 s.</summary>
    public TimeSpan SaveDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// About how many rows one write to the projection tables has at most. Default 20,000; the embedded store 4,000, because commits to the
    /// ledger wait for its single writer.
    /// </summary>
    public int SaveRows { get; set; } = 20_000;

    /// <summary>How often a partition tries to move its checkpoint. Default 500 ms.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a partition that leaves its silo waits until everything that it has taken in is delivered and saved; what is not then is
    /// replayed by the next activation. Default 12 s.
    /// </summary>
    public TimeSpan LeavePatience { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How often a silo looks which generation of the projections is served. Default 1 s.</summary>
    public TimeSpan GenerationPoll { get; set; } = TimeSpan.FromSeconds(1);
}
