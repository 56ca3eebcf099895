using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures;

/// <summary>
/// An entity's figures with the watermarks that say what they include. Effect and watermark move together, in one call; pure.
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

    /// <summary>The saved version that this state grew from; 0 when it was never saved.</summary>
    public long Version { get; private set; }

    public LineName? Name { get; private set; }

    public Totals Totals => _book.Totals;

    /// <summary>There is something that is not saved and not on its way to be.</summary>
    public bool Dirty => _changed.Count > 0;

    public IReadOnlyList<long> Watermarks => _watermarks;

    /// <summary>
    /// Takes a run in if none of it is seen and none before it is missing. All seen, it skips; seen in part, or one before it missing, it
    /// applies nothing. Either way the watermark says how far it has come.
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

    public DayTotals[] Days(DateOnly? from, DateOnly? to) => _book.Between(from, to);

    /// <summary>What is to be saved now; the changed days count as on their way.</summary>
    public EntitySnapshot TakeSnapshot()
    {
        DayTotals[] days = [.. _changed.Order().Select(day => _book[day])];
        _changed = [];
        return new EntitySnapshot(_key, Version, [.. _watermarks], Totals, Name, days);
    }

    /// <summary>The snapshot is in the database: the next grows from its version.</summary>
    public void OnSaved() => Version++;

    /// <summary>The snapshot is not known to be saved: its days are still to be.</summary>
    public void OnNotSaved(EntitySnapshot snapshot) => _changed.UnionWith(snapshot.ChangedDays.Select(day => day.Day));
}
