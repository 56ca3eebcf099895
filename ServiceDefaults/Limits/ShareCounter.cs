namespace RetailGrains.ServiceDefaults.Limits;

/// <summary>
/// Counts the places that are taken of a limited number, in total and by owner. Only owners that have a place are in memory. Thread-safe.
/// </summary>
/// <param name="max">The maximum number of places.</param>
/// <param name="maxOfOne">The maximum number of places of one owner.</param>
internal sealed class ShareCounter(int max, int maxOfOne)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _owners = new(StringComparer.Ordinal);
    private int _taken;

    /// <summary>Number of owners that have a place.</summary>
    public int Owners
    {
        get
        {
            lock (_lock) return _owners.Count;
        }
    }

    /// <summary>Takes a place; false if none is left for this owner.</summary>
    /// <param name="owner">Null for an owner that only the total limits.</param>
    public bool TryTake(string? owner)
    {
        lock (_lock)
        {
            int own = owner is null ? 0 : _owners.GetValueOrDefault(owner);
            if (_taken >= max || own >= maxOfOne) return false;
            if (owner is not null) _owners[owner] = own + 1;
            _taken++;
            return true;
        }
    }

    /// <summary>Returns a place that was taken.</summary>
    public void Return(string? owner)
    {
        lock (_lock)
        {
            _taken--;
            if (owner is not null && --_owners[owner] == 0) _owners.Remove(owner);
        }
    }
}
