using System.Diagnostics.Metrics;
using RetailGrains.Ledger;
using RetailGrains.Metrics;

namespace RetailGrains.Imports;

/// <summary>The metrics of imports: meter <c>RetailGrains.Imports</c>. docs/metrics.md describes them.</summary>
internal sealed class ImportMeter : ISeededMeter, IDisposable
{
    public const string Name = "RetailGrains.Imports";

    private static readonly KeyValuePair<string, object?>
        Recorded = "outcome".Tag("recorded"),
        Duplicate = "outcome".Tag("duplicate"),
        Conflict = "outcome".Tag("conflict"),
        Rejected = "outcome".Tag("rejected"),
        Ignored = "outcome".Tag("ignored"),
        Annulled = "outcome".Tag("annulled"),
        AlreadyRevised = "outcome".Tag("already_revised"),
        Refused = "outcome".Tag("refused");

    private static readonly KeyValuePair<string, object?> Completed = "result".Tag("completed"), Failed = "result".Tag("failed");

    private readonly Meter _meter;
    private readonly Counter<long> _rows, _transactions, _finished, _undone, _undosFinished;
    private int _running;
    private int _queued;

    public ImportMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _rows = _meter.CreateCounter<long>("retail.import.rows", "{row}", "Rows of files processed.");
        _transactions = _meter.CreateCounter<long>("retail.import.transactions", "{transaction}", "Invoices of files processed.");
        _finished = _meter.CreateCounter<long>("retail.import.finished", "{import}", "Imports that ended.");
        _undone = _meter.CreateCounter<long>(
            "retail.import.undo.transactions", "{transaction}", "Invoices that undos of imports processed.");
        _undosFinished = _meter.CreateCounter<long>("retail.import.undo.finished", "{undo}", "Undos of imports that ended.");
        _meter.CreateObservableGauge(
            "retail.import.running", () => Volatile.Read(ref _running), "{import}", "Imports and undos that this silo runs.");
        _meter.CreateObservableGauge(
            "retail.import.queued", () => Volatile.Read(ref _queued), "{import}", "Imports and undos on this silo that wait for a slot.");
    }

    public void Seed()
    {
        _finished.Add(0, Completed);
        _finished.Add(0, Failed);
        _undosFinished.Add(0, Completed);
        _undosFinished.Add(0, Failed);
        foreach (KeyValuePair<string, object?> outcome in new[] { Annulled, AlreadyRevised, Refused }) _undone.Add(0, outcome);
        foreach (KeyValuePair<string, object?> outcome in new[] { Recorded, Duplicate, Conflict, Rejected })
        {
            _rows.Add(0, outcome);
            _transactions.Add(0, outcome);
        }
    }

    /// <summary>A batch of a file was processed.</summary>
    public void Processed(SentBatch batch)
    {
        ImportRows rows = batch.Rows;
        Count(_rows, rows.Recorded, rows.Duplicate, rows.Conflict, rows.Rejected, rows.Ignored);
        SendTally receipts = batch.Receipts;
        int rejected = batch.Batch.RejectedInvoices + batch.RefusedReceipts;
        Count(_transactions, receipts.Recorded, receipts.Duplicates, receipts.Conflicts, rejected, ignored: 0);
    }

    /// <summary>An import has ended.</summary>
    public void Finished(ImportPhase phase) => _finished.Add(1, phase == ImportPhase.Completed ? Completed : Failed);

    /// <summary>An undo has processed receipts.</summary>
    public void Undone(ImportUndoCounts counts)
    {
        Add(_undone, counts.Annulled, Annulled);
        Add(_undone, counts.AlreadyRevised, AlreadyRevised);
        Add(_undone, counts.Refused, Refused);
    }

    /// <summary>An undo has ended.</summary>
    public void UndoFinished(ImportPhase phase) => _undosFinished.Add(1, phase == ImportPhase.Completed ? Completed : Failed);

    /// <summary>An import has entered a slot, or left it.</summary>
    public void RunningChanged(int change) => Interlocked.Add(ref _running, change);

    /// <summary>An import starts to wait for a slot, or ends its wait.</summary>
    public void QueuedChanged(int change) => Interlocked.Add(ref _queued, change);

    public void Dispose() => _meter.Dispose();

    private static void Count(Counter<long> counter, long recorded, long duplicates, long conflicts, long rejected, long ignored)
    {
        Add(counter, recorded, Recorded);
        Add(counter, duplicates, Duplicate);
        Add(counter, conflicts, Conflict);
        Add(counter, rejected, Rejected);
        Add(counter, ignored, Ignored);
    }

    private static void Add(Counter<long> counter, long count, in KeyValuePair<string, object?> outcome)
    {
        if (count > 0) counter.Add(count, outcome);
    }
}
