using System.IO.MemoryMappedFiles;
using RetailGrains.Ledger;

namespace RetailGrains.Concurrency;

/// <summary>The kinds of work whose interruption must be safe.</summary>
internal enum Work
{
    /// <summary>A group commit to the ledger.</summary>
    Commit = 0,

    /// <summary>A delivery to entities.</summary>
    Delivery = 1,

    /// <summary>A write to the projection tables.</summary>
    Save = 2,
}

/// <summary>
/// Counts the work in progress in the memory-mapped file that the environment variable RETAIL_WORK_FILE names, so that a crash test can
/// read after a kill which work it interrupted. Without the variable it does nothing.
/// </summary>
internal sealed class InFlightCounters : IDisposable
{
    private const int Kinds = 3;

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly long[] _counts = new long[Kinds];
    private readonly Lock _lock = new();

    public InFlightCounters(string? file = null)
    {
        if (file is null) return;
        _file = MemoryMappedFile.CreateFromFile(file, FileMode.Create, mapName: null, Kinds * sizeof(long));
        _view = _file.CreateViewAccessor();
    }

    public Ticket Begin(Work work)
    {
        if (_view is null) return default;
        Add(work, 1);
        return new Ticket(this, work);
    }

    public void Dispose()
    {
        _view?.Dispose();
        _file?.Dispose();
    }

    private void Add(Work work, long change)
    {
        lock (_lock)
        {
            long count = _counts[(int)work] += change;
            _view!.Write((int)work * sizeof(long), count);
        }
    }

    internal readonly struct Ticket(InFlightCounters? owner, Work work) : IDisposable
    {
        public void Dispose() => owner?.Add(work, -1);
    }
}
