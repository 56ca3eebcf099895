using System.Runtime.InteropServices;
using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>What one entry of the tail adds to one entity.</summary>
internal record struct Touch(long Sequence, DateOnly Day, Totals Totals, string? Name, string TransactionId);

/// <summary>One entity's part of a partition's tail: what each entry above the checkpoint adds to it, in order of sequence.</summary>
internal sealed class EntityTail(EntityKey key)
{
    private readonly List<Touch> _touches = [];

    public EntityKey Key { get; } = key;

    public bool IsEmpty => _touches.Count == 0;

    /// <summary>Begins what an entry adds; its lines follow.</summary>
    public void Begin(LedgerEntry entry, in Totals totals) =>
        _touches.Add(new Touch(entry.Position.Sequence, entry.BusinessDate, totals, null, entry.TransactionId));

    /// <summary>Adds a line to what this entry adds; true when it is the entry's first for the entity.</summary>
    public bool AddLine(LedgerEntry entry, in Totals opening, in SaleLine line)
    {
        bool first = IsEmpty || _touches[^1].Sequence != entry.Position.Sequence;
        if (first) Begin(entry, opening);
        ref Touch touch = ref CollectionsMarshal.AsSpan(_touches)[^1];
        touch.Totals = SaleFigures.WithLine(touch.Totals, line);
        touch.Name = line.Description ?? touch.Name;
        return first;
    }

    /// <summary>Folds what sequences above <paramref name="low"/>, up to <paramref name="high"/>, add; null when none concerns it.</summary>
    public Delta? Fold(int generation, int partition, long low, long high, bool urgent)
    {
        int first = FirstAbove(low);
        int end = FirstAbove(high);
        if (first >= end) return null;
        var days = new List<DayTotals>(1);
        LineName? name = null;
        foreach (ref readonly Touch touch in CollectionsMarshal.AsSpan(_touches)[first..end])
        {
            AddDay(days, touch);
            if (touch.Name is { } given) name = LineName.Latest(name, new LineName(given, touch.Totals.FirstAt!.Value, touch.TransactionId));
        }

        long previous = first > 0 ? _touches[first - 1].Sequence : 0;
        return new Delta(generation, partition, _touches[first].Sequence, _touches[end - 1].Sequence, previous, [.. days], name, urgent);
    }

    /// <summary>The last sequence up to <paramref name="high"/> that concerns the entity; 0 when none does.</summary>
    public long LastUpTo(long high)
    {
        int end = FirstAbove(high);
        return end > 0 ? _touches[end - 1].Sequence : 0;
    }

    /// <summary>Drops what the checkpoint covers.</summary>
    public void Trim(long checkpoint) => _touches.RemoveRange(0, FirstAbove(checkpoint));

    /// <summary>A run has few days, and neighbours mostly share one: look from the end.</summary>
    private static void AddDay(List<DayTotals> days, in Touch touch)
    {
        for (int i = days.Count - 1; i >= 0; i--)
        {
            if (days[i].Day != touch.Day) continue;
            days[i] = new DayTotals(touch.Day, days[i].Totals + touch.Totals);
            return;
        }

        days.Add(new DayTotals(touch.Day, touch.Totals));
    }

    private int FirstAbove(long sequence)
    {
        int low = 0;
        int high = _touches.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_touches[middle].Sequence <= sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
