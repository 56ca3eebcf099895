using System.Runtime.InteropServices;
using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>What one entry of the tail adds to one entity.</summary>
internal record struct Contribution(long Sequence, DateOnly Day, Totals Totals, string? Name, string TransactionId);

/// <summary>One entity's part of a partition's tail: the contribution of each entry above the checkpoint, in order of sequence.</summary>
internal sealed class EntityTail(EntityKey key)
{
    private readonly List<Contribution> _contributions = [];

    public EntityKey Key { get; } = key;

    public bool IsEmpty => _contributions.Count == 0;

    /// <summary>Starts the contribution of an entry; its lines follow.</summary>
    public void StartEntry(LedgerEntry entry, in Totals totals) =>
        _contributions.Add(new Contribution(entry.Position.Sequence, entry.BusinessDate, totals, null, entry.TransactionId));

    /// <summary>Adds a line to the entry's contribution; true when it is the entry's first line for the entity.</summary>
    public bool AddLine(LedgerEntry entry, in Totals opening, in SaleLine line)
    {
        bool first = IsEmpty || _contributions[^1].Sequence != entry.Position.Sequence;
        if (first) StartEntry(entry, opening);
        ref Contribution contribution = ref CollectionsMarshal.AsSpan(_contributions)[^1];
        contribution.Totals = SaleFigures.WithLine(contribution.Totals, entry, line);
        contribution.Name = line.Description ?? contribution.Name;
        return first;
    }

    /// <summary>Folds the contributions above <paramref name="low"/>, up to <paramref name="high"/>; null when there are none.</summary>
    public Delta? Fold(int generation, int partition, long low, long high, bool urgent)
    {
        int first = FirstAbove(low);
        int end = FirstAbove(high);
        if (first >= end) return null;
        var days = new List<DayTotals>(1);
        LineName? name = null;
        foreach (ref readonly Contribution contribution in CollectionsMarshal.AsSpan(_contributions)[first..end])
        {
            AddDay(days, contribution);
            if (contribution.Name is { } given)
                name = LineName.Latest(name, new LineName(given, contribution.Totals.FirstAt!.Value, contribution.TransactionId));
        }

        long previous = first > 0 ? _contributions[first - 1].Sequence : 0;
        return new Delta(
            generation, partition, _contributions[first].Sequence, _contributions[end - 1].Sequence, previous, [.. days], name, urgent);
    }

    /// <summary>Returns the last sequence up to <paramref name="high"/> that concerns the entity; 0 when there is none.</summary>
    public long LastUpTo(long high)
    {
        int end = FirstAbove(high);
        return end > 0 ? _contributions[end - 1].Sequence : 0;
    }

    /// <summary>Drops the contributions that the checkpoint covers.</summary>
    public void Trim(long checkpoint) => _contributions.RemoveRange(0, FirstAbove(checkpoint));

    /// <summary>A run has few days, and adjacent entries mostly share one, so the search starts at the end.</summary>
    private static void AddDay(List<DayTotals> days, in Contribution contribution)
    {
        for (int i = days.Count - 1; i >= 0; i--)
        {
            if (days[i].Day != contribution.Day) continue;
            days[i] = new DayTotals(contribution.Day, days[i].Totals + contribution.Totals);
            return;
        }

        days.Add(new DayTotals(contribution.Day, contribution.Totals));
    }

    private int FirstAbove(long sequence)
    {
        int low = 0;
        int high = _contributions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_contributions[middle].Sequence <= sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
