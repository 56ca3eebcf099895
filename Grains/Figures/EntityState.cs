using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures;

/// <summary>
/// An entity's figures, with the watermarks up to which they include entries. One call applies a delta and moves its watermark. Pure.
/// </summary>
internal sealed class EntityState
{
    private readonly EntityKey _key;
    private readonly long[] _watermarks;
    private readonly DailyTotals _book;
    private HashSet<DateOnly> _changed = [];

    public EntityState(EntityKey key, int partitions, SavedEntity? saved)
    {
        _key = key;
        _watermarks = saved is null ? new long[partitions] : [.. saved.Watermarks];
        _book = new DailyTotals(saved?.Totals ?? default, saved?.Days ?? []);
        Name = saved?.Name;
        Version = saved?.Version ?? 0;
    }

    /// <summary>The saved version that this state is based on; 0 when it has never been saved.</summary>
    public long Version { get; private set; }

    public LineName? Name { get; private set; }

    public Totals Totals => _book.Totals;

    /// <summary>There is a change that is neither saved nor being saved.</summary>
    public bool Dirty => _changed.Count > 0;

    public IReadOnlyList<long> Watermarks => _watermarks;

    /// <summary>
    /// Applies a delta if the entity has applied no part of it and lacks no earlier one. Otherwise it applies nothing: the delta is a
    /// duplicate, overlaps, or follows a gap. In any case the returned watermark shows what has been applied.
    /// </summary>
    /// <returns>The watermark of the delta's partition.</returns>
    public long Apply(Delta delta)
    {
        ref long watermark = ref _watermarks[delta.Partition];
        if (watermark >= delta.First || watermark < delta.Previous) return watermark;
        foreach (DayTotals day in delta.Days)
        {
            _book.Add(day.Day, day.Totals);
            _changed.Add(day.Day);
        }

        Name = LineName.Latest(Name, delta.Name);
        return watermark = delta.Last;
    }

    /// <summary>Reports that the state includes every entry of the entity up to a sequence, so an earlier delta is a duplicate.</summary>
    public void Include(int partition, long upTo) => _watermarks[partition] = Math.Max(_watermarks[partition], upTo);

    public DayTotals[] Days(DateOnly? from, DateOnly? to) => _book.Between(from, to);

    /// <summary>Returns what must be saved now, and marks the changed days as being saved.</summary>
    public EntitySnapshot TakeSnapshot()
    {
        DayTotals[] days = [.. _changed.Order().Select(day => _book[day])];
        _changed = [];
        return new EntitySnapshot(_key, Version, [.. _watermarks], Totals, Name, days);
    }

    /// <summary>Reports that the database has the snapshot: the next one is based on its version.</summary>
    public void OnSaved() => Version++;

    /// <summary>Reports that the snapshot may not have been saved: its days must be saved again.</summary>
    public void OnNotSaved(EntitySnapshot snapshot) => _changed.UnionWith(snapshot.ChangedDays.Select(day => day.Day));
}
