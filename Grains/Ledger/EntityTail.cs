using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>
/// One entity's part of a partition's tail: what of each entry above the checkpoint concerns it, in order of sequence. It refers to the
/// entries and keeps no figures, because a partition holds a dozen of these for each entry until its checkpoint moves.
/// </summary>
internal sealed class EntityTail(EntityKey key)
{
    private const int AllLines = -1;

    /// <summary>The days of the fold in progress on this thread.</summary>
    [ThreadStatic]
    private static List<DayTotals>? _days;

    private readonly List<Part> _parts = [];
    private long _round;

    /// <summary>A line of an entry, or all its lines.</summary>
    private readonly record struct Part(TailEntry Entry, int Line);

    public EntityKey Key { get; } = key;

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Adds an entry of which all lines concern the entity.</summary>
    public void Add(TailEntry entry) => _parts.Add(new Part(entry, AllLines));

    /// <summary>Adds a line of an entry; true when it is the entry's first line for the entity.</summary>
    public bool AddLine(TailEntry entry, int line)
    {
        bool first = IsEmpty || _parts[^1].Entry != entry;
        _parts.Add(new Part(entry, line));
        return first;
    }

    /// <summary>Returns whether this is the first call with the number of an enumeration; the numbers rise.</summary>
    public bool IsFirstIn(long round)
    {
        if (_round == round) return false;
        _round = round;
        return true;
    }

    /// <summary>Folds the entries above <paramref name="low"/>, up to <paramref name="high"/>; null when there are none.</summary>
    public Delta? Fold(int generation, int partition, long low, long high, bool urgent)
    {
        int first = FirstAbove(low);
        int end = FirstAbove(high);
        if (first >= end) return null;
        List<DayTotals> days = _days ??= [];
        days.Clear();
        LineName? name = null;
        for (int i = first; i < end;)
        {
            TailEntry entry = _parts[i].Entry;
            if (_parts[i].Line == AllLines)
            {
                AddDay(days, entry.Day, entry.Totals);
                i++;
            }
            else
            {
                AddDay(days, entry.Day, OfLines(entry, ref i, end, ref name));
            }
        }

        long previous = first > 0 ? _parts[first - 1].Entry.Sequence : 0;
        return new Delta(
            generation, partition, _parts[first].Entry.Sequence, _parts[end - 1].Entry.Sequence, previous, [.. days], name, urgent);
    }

    /// <summary>Returns whether an entry concerns the entity.</summary>
    public bool IsAffectedBy(long sequence) =>
        FirstAbove(sequence - 1) is var i && i < _parts.Count && _parts[i].Entry.Sequence == sequence;

    /// <summary>Returns the last sequence up to <paramref name="high"/> that concerns the entity; 0 when there is none.</summary>
    public long LastUpTo(long high)
    {
        int end = FirstAbove(high);
        return end > 0 ? _parts[end - 1].Entry.Sequence : 0;
    }

    /// <summary>Drops the entries that the checkpoint covers.</summary>
    public void Trim(long checkpoint) => _parts.RemoveRange(0, FirstAbove(checkpoint));

    /// <summary>Returns the figures of an entry's lines for the entity, from part <paramref name="i"/> on.</summary>
    private Totals OfLines(TailEntry entry, ref int i, int end, ref LineName? name)
    {
        LedgerEntry recorded = entry.Recorded;
        Totals totals = SaleFigures.Opening(recorded);
        string? given = null;
        for (; i < end && _parts[i].Entry == entry; i++)
        {
            ref readonly SaleLine line = ref recorded.Lines[_parts[i].Line];
            totals = SaleFigures.WithLine(totals, recorded, line);
            given = line.Description ?? given;
        }

        if (given is not null) name = LineName.Latest(name, given, totals.FirstAt!.Value, recorded.TransactionId);
        return totals;
    }

    /// <summary>A run has few days, and adjacent entries mostly share one, so the search starts at the end.</summary>
    private static void AddDay(List<DayTotals> days, DateOnly day, in Totals totals)
    {
        for (int i = days.Count - 1; i >= 0; i--)
        {
            if (days[i].Day != day) continue;
            days[i] = new DayTotals(day, days[i].Totals + totals);
            return;
        }

        days.Add(new DayTotals(day, totals));
    }

    private int FirstAbove(long sequence)
    {
        int low = 0;
        int high = _parts.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_parts[middle].Entry.Sequence <= sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
