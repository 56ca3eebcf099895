using System.Diagnostics.Metrics;
using RetailGrains.Metrics;

namespace RetailGrains.Streams;

/// <summary>The state of one queue when it was last polled.</summary>
internal sealed record QueueState(string Key, long Waiting, long Pending, TimeSpan OldestAge);

/// <summary>The streams' metrics: meter <c>RetailGrains.Streams</c>.</summary>
internal sealed class StreamMeter : ISeededMeter, IDisposable
{
    public const string Name = "RetailGrains.Streams";

    private readonly Meter _meter;
    private readonly Counter<long> _transactions;
    private readonly Counter<long> _published;
    private readonly Histogram<double> _age;
    private volatile IReadOnlyList<QueueState> _queues = [];
    private long _deadLetters = -1;

    public StreamMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _transactions = _meter.CreateCounter<long>(
            "retail.stream.transactions", "{transaction}", "Transactions of the sales streams, by outcome.");
        _published = _meter.CreateCounter<long>("retail.stream.published", "{transaction}", "Transactions published on sales-recorded.");
        _age = _meter.CreateHistogram(
            "retail.stream.entry.age",
            "s",
            "Age of entries of the sales streams when all their transactions were durable, in the ledger or in the dead letters.",
            tags: null,
            Buckets.Ages);
        // Every silo reports all of Redis, so an autoscaler uses the maximum, not the sum.
        _meter.CreateObservableGauge("retail.stream.waiting", () => Of(queue => queue.Waiting), "{entry}", "Entries not acknowledged.");
        _meter.CreateObservableGauge(
            "retail.stream.pending", () => Of(queue => queue.Pending), "{entry}", "Entries that were read and not acknowledged.");
        _meter.CreateObservableGauge(
            "retail.stream.oldest.age", () => Of(queue => queue.OldestAge.TotalSeconds), "s", "Age of the oldest entry not acknowledged.");
        _meter.CreateObservableGauge("retail.stream.dead.letters", DeadLetters, "{entry}", "Dead letters of the sales streams.");
    }

    public void Seed()
    {
        foreach (string outcome in new[] { "recorded", "duplicate", "conflict", "invalid" }) _transactions.Add(0, "outcome".Tag(outcome));
        _published.Add(0);
    }

    public void OnIngested(in ShardTally tally)
    {
        Count("recorded", tally.Recorded);
        Count("duplicate", tally.Duplicates);
        Count("conflict", tally.Conflicts);
        Count("invalid", tally.Invalid);
    }

    public void OnEntryDone(TimeSpan age) => _age.Record(age.TotalSeconds);

    public void OnPublished(int count) => _published.Add(count);

    public void OnPolled(IReadOnlyList<QueueState> queues) => _queues = queues;

    /// <summary>The dead letters were counted; null when they could not be.</summary>
    public void OnDeadLettersCounted(long? count) => Volatile.Write(ref _deadLetters, count ?? -1);

    public void Dispose() => _meter.Dispose();

    private void Count(string outcome, long count)
    {
        if (count > 0) _transactions.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
    }

    private IEnumerable<Measurement<long>> DeadLetters() =>
        Volatile.Read(ref _deadLetters) is >= 0 and long count ? [new Measurement<long>(count)] : [];

    private IEnumerable<Measurement<T>> Of<T>(Func<QueueState, T> value)
        where T : struct =>
        _queues.Select(queue => new Measurement<T>(value(queue), new KeyValuePair<string, object?>("queue", queue.Key)));
}
