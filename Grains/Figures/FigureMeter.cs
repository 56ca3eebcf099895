using System.Diagnostics.Metrics;
using RetailGrains.Metrics;

namespace RetailGrains.Figures;

/// <summary>The metrics of delivery and projections: meter <c>RetailGrains.Figures</c>. docs/metrics.md describes them.</summary>
internal sealed class FigureMeter : ISeededMeter, IDisposable
{
    public const string Name = "RetailGrains.Figures";

    private static readonly KeyValuePair<string, object?>[] Kinds =
        [.. Enum.GetValues<EntityKind>().Select(kind => "kind".Tag(EntityKindNames.Of(kind)))];

    private static readonly KeyValuePair<string, object?>
        Saved = "outcome".Tag("saved"), Stale = "outcome".Tag("stale"), Failed = "outcome".Tag("failed");

    private readonly Meter _meter;
    private readonly int[] _dirty = new int[Kinds.Length];
    private readonly Counter<long> _calls, _retries, _skips, _saves;
    private readonly Histogram<double> _delivery, _saveDuration;
    private readonly Histogram<long> _saveSize;
    private volatile ProjectionState? _state;

    /// <summary>The state of the projections of the whole cluster.</summary>
    /// <param name="Generation">The served generation.</param>
    /// <param name="Rebuilding">A rebuild is running.</param>
    /// <param name="Progress">Its progress, from 0 to 1.</param>
    /// <param name="Damaged">Damaged entities that are not repaired yet.</param>
    public sealed record ProjectionState(int Generation, bool Rebuilding, double Progress, long Damaged);

    public FigureMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _calls = _meter.CreateCounter<long>("retail.delivery.calls", "{call}", "Calls to stores, products and customers with deltas.");
        _retries = _meter.CreateCounter<long>("retail.delivery.retries", "{delta}", "Deltas that were resent, completely or in part.");
        _skips = _meter.CreateCounter<long>("retail.delivery.skips", "{delta}", "Deliveries that continued without an entity that fails.");
        _delivery = _meter.CreateHistogram(
            "retail.delivery.duration",
            "s",
            "Time from recording a transaction until all its entities have applied it.",
            tags: null,
            Buckets.Durations);
        _saveDuration = _meter.CreateHistogram(
            "retail.projection.save.duration", "s", "Time of a bulk write to the projection tables.", tags: null, Buckets.Durations);
        _saveSize = _meter.CreateHistogram(
            "retail.projection.save.size", "{entity}", "Entities of a bulk write to the projection tables.", tags: null, Buckets.Sizes);
        _saves = _meter.CreateCounter<long>("retail.projection.saves", "{entity}", "Entities written to the projection tables.");
        _meter.CreateObservableGauge(
            "retail.projection.dirty.entities", Dirty, "{entity}", "Entities with changes that are not saved yet.");
        Gauge("generation", "Served generation of the projections.", state => state.Generation);
        Gauge("rebuild.running", "1 while the projections are rebuilt.", state => state.Rebuilding ? 1 : 0);
        Gauge("rebuild.progress.ratio", "Replayed share of the ledger of the running rebuild.", state => state.Progress, "1");
        Gauge("damaged.entities", "Damaged entities that are not repaired yet.", state => state.Damaged, "{entity}");
    }

    public void Seed()
    {
        _calls.Add(0);
        _retries.Add(0);
        _skips.Add(0);
        _saves.Add(0, Saved);
        _saves.Add(0, Stale);
    }

    /// <summary>An entity has answered a call with deltas.</summary>
    public void Called() => _calls.Add(1);

    /// <summary>Deltas must be sent again.</summary>
    public void Retrying(int deltas) => _retries.Add(deltas);

    /// <summary>Delivery continues without an entity.</summary>
    public void Skipped() => _skips.Add(1);

    /// <summary>All entities of a transaction have applied it.</summary>
    public void Applied(TimeSpan sinceRecorded) => _delivery.Record(Math.Max(0, sinceRecorded.TotalSeconds));

    /// <summary>A bulk write was answered.</summary>
    /// <param name="taken">The time of the write.</param>
    /// <param name="saved">By entity: whether its row was written, or refused because the activation was stale.</param>
    public void Wrote(TimeSpan taken, bool[] saved)
    {
        int written = saved.AsSpan().Count(true);
        _saveDuration.Record(taken.TotalSeconds, Saved);
        _saveSize.Record(saved.Length);
        if (written > 0) _saves.Add(written, Saved);
        if (written < saved.Length) _saves.Add(saved.Length - written, Stale);
    }

    /// <summary>A bulk write failed.</summary>
    public void WriteFailed(TimeSpan taken) => _saveDuration.Record(taken.TotalSeconds, Failed);

    /// <summary>An entity has its first unsaved change, or is saved again.</summary>
    public void DirtyChanged(EntityKind kind, bool isDirty) => Interlocked.Add(ref _dirty[(int)kind], isDirty ? 1 : -1);

    /// <summary>Reports the state of the projections; null when it is not known.</summary>
    public void Observed(ProjectionState? state) => _state = state;

    public void Dispose() => _meter.Dispose();

    private void Gauge<T>(string name, string description, Func<ProjectionState, T> value, string? unit = null)
        where T : struct => _meter.CreateObservableGauge(
            $"retail.projection.{name}",
            () => _state is { } state ? [new Measurement<T>(value(state))] : Enumerable.Empty<Measurement<T>>(),
            unit,
            description);

    private IEnumerable<Measurement<int>> Dirty() => Kinds.Select((kind, i) => new Measurement<int>(Volatile.Read(ref _dirty[i]), kind));
}
