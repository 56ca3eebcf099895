using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using RetailGrains.Ledger.Projections;
using RetailGrains.Metrics;

namespace RetailGrains.Ledger;

/// <summary>What a read of the ledger revealed about a commit whose answer was lost or an exception.</summary>
internal enum CommitResolution
{
    /// <summary>All its entries are in the ledger.</summary>
    Recorded,

    /// <summary>None of them is.</summary>
    Absent,

    /// <summary>Some are, or others' entries are in their place.</summary>
    Mixed,
}

/// <summary>The metrics of recording: meter <c>RetailGrains.Ledger</c>. docs/metrics.md describes them.</summary>
/// <remarks>
/// No call allocates, because the tags are created once. There are calls per batch, group and commit, but none per transaction.
/// </remarks>
internal sealed class LedgerMeter : ISeededMeter, IDisposable
{
    public const string Name = "RetailGrains.Ledger";

    private static readonly KeyValuePair<string, object?>[] Outcomes =
        Tags("outcome", Enum.GetValues<AppendStatus>().Max(status => (int)status) + 1, i => NameOf((AppendStatus)i));

    private static readonly KeyValuePair<string, object?>[] Resolutions =
        ["resolution".Tag("recorded"), "resolution".Tag("absent"), "resolution".Tag("mixed")];

    private static readonly KeyValuePair<string, object?> Committed = "outcome".Tag("committed"), Failed = "outcome".Tag("failed");

    private static readonly KeyValuePair<string, object?>
        Moved = "result".Tag("moved"), NotYet = "result".Tag("not_yet"), Superseded = "result".Tag("superseded");

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?>[] _partitions;
    private readonly ConcurrentDictionary<int, PartitionGauge> _gauges = new();
    private readonly Counter<long> _appends, _transactions, _lines, _unknown, _fences, _moves;
    private readonly Histogram<double> _appendDuration, _commitDuration;
    private readonly Histogram<long> _commitSize;

    public LedgerMeter(IMeterFactory meters, LedgerLayout layout, CommitHealth health, TimeProvider time)
    {
        (_meter, _time) = (meters.Create(Name), time);
        _partitions = Tags("partition", layout.Partitions, i => i.ToString(CultureInfo.InvariantCulture));
        _appends = _meter.CreateCounter<long>(
            "retail.ledger.appends", "{transaction}", "Results that partitions returned, one per transaction.");
        _transactions = _meter.CreateCounter<long>("retail.ledger.transactions", "{transaction}", "Transactions recorded.");
        _lines = _meter.CreateCounter<long>("retail.ledger.lines", "{line}", "Lines of recorded transactions.");
        _appendDuration = _meter.CreateHistogram(
            "retail.ledger.append.duration",
            "s",
            "Time from the arrival of a batch at its partition until its answer.",
            tags: null,
            Buckets.Durations);
        _commitDuration = _meter.CreateHistogram(
            "retail.ledger.commit.duration", "s", "Time of a group commit in the database.", tags: null, Buckets.Durations);
        _commitSize = _meter.CreateHistogram(
            "retail.ledger.commit.size", "{transaction}", "Transactions of a group commit.", tags: null, Buckets.Sizes);
        _unknown = _meter.CreateCounter<long>(
            "retail.ledger.unknown.outcomes", "{commit}", "Commits with an unknown outcome that a read of the ledger has resolved.");
        _fences = _meter.CreateCounter<long>(
            "retail.ledger.fences", "{activation}", "Activations of partitions that ended because another writer had written.");
        _moves = _meter.CreateCounter<long>(
            "retail.ledger.checkpoint.moves", "{attempt}", "Attempts to move a checkpoint that the database answered.");
        _meter.CreateObservableGauge(
            "retail.ledger.writable", () => health.IsFailing ? 0 : 1, unit: null, "1; 0 while commits of this silo fail.");
        AddGauges();
    }

    public void Seed()
    {
        foreach (KeyValuePair<string, object?> outcome in Outcomes) _appends.Add(0, outcome);
        foreach (KeyValuePair<string, object?> resolution in Resolutions) _unknown.Add(0, resolution);
        _fences.Add(0);
    }

    /// <summary>A partition has answered a batch.</summary>
    public void Answered(AppendResult[] results, TimeSpan taken)
    {
        _appendDuration.Record(taken.TotalSeconds);
        Span<int> counts = stackalloc int[Outcomes.Length];
        foreach (AppendResult result in results) counts[(int)result.Status]++;
        for (int i = 0; i < counts.Length; i++)
            if (counts[i] > 0) _appends.Add(counts[i], Outcomes[i]);
    }

    /// <summary>A group of a partition's transactions was recorded.</summary>
    public void Recorded(int partition, int transactions, long lines)
    {
        _transactions.Add(transactions, _partitions[partition]);
        _lines.Add(lines, _partitions[partition]);
    }

    /// <summary>A group commit has ended.</summary>
    public void CommitEnded(int transactions, TimeSpan taken, bool succeeded)
    {
        _commitDuration.Record(taken.TotalSeconds, succeeded ? Committed : Failed);
        if (succeeded) _commitSize.Record(transactions);
    }

    /// <summary>A commit with an unknown outcome was resolved by reading the ledger.</summary>
    public void Resolved(CommitResolution resolution) => _unknown.Add(1, Resolutions[(int)resolution]);

    /// <summary>A partition's activation ends because another writer has written.</summary>
    public void Fenced() => _fences.Add(1);

    /// <summary>The database has answered an attempt to move a checkpoint.</summary>
    public void CheckpointTried(CheckpointMove move) =>
        _moves.Add(1, move switch { CheckpointMove.Moved => Moved, CheckpointMove.Superseded => Superseded, _ => NotYet });

    /// <summary>Reports a partition's progress from now on. A newer activation of the partition replaces an older one.</summary>
    public void AddGauge(PartitionGauge gauge) => _gauges[gauge.Partition] = gauge;

    /// <summary>Ends the report of an activation.</summary>
    public void RemoveGauge(PartitionGauge gauge) => _gauges.TryRemove(KeyValuePair.Create(gauge.Partition, gauge));

    public void Dispose() => _meter.Dispose();

    private void AddGauges()
    {
        Gauge("head", "{sequence}", "Last sequence in the ledger.", p => p.Head);
        Gauge("delivered", "{sequence}", "Last sequence that all its stores, products and customers have applied.", p => p.Delivered);
        Gauge("checkpoint", "{sequence}", "Last sequence that all its stores, products and customers have saved.", p => p.Checkpoint);
        Gauge("delivery.lag", "{transaction}", "Transactions not yet applied by all their entities.", p => p.Head - p.Delivered);
        Gauge("delivery.age", "s", "Age of the oldest transaction not yet applied by all its entities.", p => Age(p.OldestUndelivered));
        Gauge("checkpoint.lag", "{transaction}", "Transactions not yet saved by all their entities.", p => p.Head - p.Checkpoint);
        Gauge("checkpoint.age", "s", "Age of the oldest transaction not yet saved by all its entities.", p => Age(p.OldestUnsaved));
        Gauge("tail.lines", "{line}", "Lines above the checkpoint.", p => p.TailLines);
        Gauge("tail.size", "By", "Approximate size of the entries above the checkpoint.", p => p.TailBytes);
        Gauge("tail.usage.ratio", "1", "Largest share of a limit of the tail in use; at 1 commits wait.", p => p.TailUsage);
        Gauge("pending.transactions", "{transaction}", "Transactions that wait for their commit.", p => p.PendingTransactions);
        Gauge("pending.size", "By", "Approximate size of the transactions that wait for their commit.", p => p.PendingBytes);
    }

    private void Gauge<T>(string name, string unit, string description, Func<PartitionProgress, T> value)
        where T : struct => _meter.CreateObservableGauge(
            $"retail.ledger.{name}",
            () => from gauge in _gauges.Values
                  where gauge.Progress is not null
                  select new Measurement<T>(value(gauge.Progress!), _partitions[gauge.Partition]),
            unit,
            description);

    private double Age(DateTime? since) =>
        since is { } at ? Math.Max(0, (_time.GetUtcNow().UtcDateTime - at).TotalSeconds) : 0;

    private static KeyValuePair<string, object?>[] Tags(string name, int count, Func<int, string> value) =>
        [.. Enumerable.Range(0, count).Select(i => name.Tag(value(i)))];

    private static string NameOf(AppendStatus status) => status switch
    {
        AppendStatus.UnknownTimeZone => "unknown_time_zone",
        _ => status.ToString().ToLowerInvariant(),
    };
}
