namespace RetailGrains.Figures;

/// <summary>Figures by day, ascending, with their sum.</summary>
internal sealed class DailyTotals
{
    private readonly SortedList<DateOnly, Totals> _days;

    public DailyTotals(Totals totals, IReadOnlyList<DayTotals> days)
    {
        Totals = totals;
        _days = new SortedList<DateOnly, Totals>(days.Count);
        foreach (DayTotals day in days) _days.Add(day.Day, day.Totals);
    }

    public Totals Totals { get; private set; }

    public void Add(DateOnly day, in Totals totals)
    {
        Totals += totals;
        _days[day] = _days.TryGetValue(day, out Totals before) ? before + totals : totals;
    }

    public DayTotals this[DateOnly day] => new(day, _days.GetValueOrDefault(day));

    /// <summary>
    /// Returns the days from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive); null means no bound.
    /// </summary>
    public DayTotals[] Between(DateOnly? from, DateOnly? to)
    {
        int first = from is { } f ? FirstNotBefore(f) : 0;
        int end = to is { } t ? FirstNotBefore(t) : _days.Count;
        var days = new DayTotals[Math.Max(0, end - first)];
        for (int i = 0; i < days.Length; i++) days[i] = new DayTotals(_days.GetKeyAtIndex(first + i), _days.GetValueAtIndex(first + i));
        return days;
    }

    private int FirstNotBefore(DateOnly day)
    {
        int low = 0;
        int high = _days.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_days.GetKeyAtIndex(middle) < day) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
