using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Chain;

/// <summary>What a run of entries of one partition adds to the chain.</summary>
internal sealed record ShareDelta(Totals Guest, DayTotals[] Days);

/// <summary>One partition's share of the chain's figures.</summary>
internal sealed class PartitionTotals(SavedShare saved)
{
    private readonly DailyTotals _book = new(saved.Totals, saved.Days);

    public Totals Totals => _book.Totals;

    public Totals Guest { get; private set; } = saved.Guest;

    public DayTotals[] Days => _book.Between(null, null);

    public void Add(DateOnly day, in Totals totals, bool guest)
    {
        _book.Add(day, totals);
        if (guest) Guest += totals;
    }

    public void Add(ShareDelta delta)
    {
        foreach (DayTotals day in delta.Days) _book.Add(day.Day, day.Totals);
        Guest += delta.Guest;
    }

    /// <summary>Returns the share after a run: absolute totals, and the absolute totals of the days that change.</summary>
    public SavedShare With(ShareDelta delta, int partition, long checkpoint)
    {
        Totals totals = Totals;
        foreach (DayTotals day in delta.Days) totals += day.Totals;
        DayTotals[] days = Array.ConvertAll(delta.Days, day => new DayTotals(day.Day, _book[day.Day].Totals + day.Totals));
        return new SavedShare(partition, checkpoint, totals, Guest + delta.Guest, days);
    }
}
