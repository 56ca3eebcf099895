using System.Globalization;
using RetailGrains.Figures;

namespace RetailGrains.Operations;

/// <summary>Compares served figures with figures from the ledger, and collects every difference. Pure.</summary>
internal sealed class FigureComparison
{
    private const int MaxDifferences = 1_000;

    /// <summary>The name of the figure when nothing could be compared.</summary>
    public const string Unchecked = "unchecked";

    private readonly List<Difference> _differences = [];

    public long Count { get; private set; }

    public long Days { get; private set; }

    public IReadOnlyList<Difference> Differences => _differences;

    /// <summary>The list has every difference.</summary>
    public bool IsComplete => Count == _differences.Count;

    /// <summary>Adds something that could not be compared: it counts as a difference, because its state is unknown.</summary>
    public void AddUnchecked(string where, string? id, string reason) =>
        Add(new Difference(where, id, Day: null, Unchecked, "unknown", reason));

    /// <summary>Forgets the differences of entities, which will be compared again. The list must be complete.</summary>
    public void Remove(IReadOnlyCollection<string> ids) =>
        Count -= _differences.RemoveAll(difference => difference.Id is { } id && ids.Contains(id));

    public void Add(Difference difference)
    {
        Count++;
        if (_differences.Count < MaxDifferences) _differences.Add(difference);
    }

    public void Add(IReadOnlyList<Difference> found, long count, long days)
    {
        Count += count;
        Days += days;
        _differences.AddRange(found.Take(MaxDifferences - _differences.Count));
    }

    /// <summary>Compares the totals and days of an entity or of the chain. A day that one side lacks counts as zeros.</summary>
    public void Compare(
        string where, string? id, Totals ledger, IReadOnlyList<DayTotals> ledgerDays, Totals served, IReadOnlyList<DayTotals> servedDays)
    {
        Compare(where, id, day: null, ledger, served);
        Dictionary<DateOnly, Totals> left = ledgerDays.ToDictionary(day => day.Day, day => day.Totals);
        Dictionary<DateOnly, Totals> right = servedDays.ToDictionary(day => day.Day, day => day.Totals);
        foreach (DateOnly day in left.Keys.Union(right.Keys))
        {
            Days++;
            Compare(where, id, day, left.GetValueOrDefault(day), right.GetValueOrDefault(day));
        }
    }

    public void Compare(string where, string? id, DateOnly? day, Totals ledger, Totals served)
    {
        if (ledger == served) return;
        Check("netRevenue", ledger.NetRevenue, served.NetRevenue);
        Check("grossSales", ledger.GrossSales, served.GrossSales);
        Check("reductions", ledger.Reductions, served.Reductions);
        Check("units", ledger.Units, served.Units);
        Check("lines", ledger.Lines, served.Lines);
        Check("transactions", ledger.Transactions, served.Transactions);
        Check("returns", ledger.Returns, served.Returns);
        Check("firstAt", ledger.FirstAt, served.FirstAt);
        Check("lastAt", ledger.LastAt, served.LastAt);
        Check("currency", ledger.Currency, served.Currency);
        Check("discounts", ledger.Discounts, served.Discounts);
        Check("tax", ledger.Tax, served.Tax);
        Check("includedTax", ledger.IncludedTax, served.IncludedTax);
        ComparePartsOf(where, id, day, ledger, served);

        void Check<T>(string figure, T expected, T actual)
        {
            if (EqualityComparer<T>.Default.Equals(expected, actual)) return;
            Add(new Difference(where, id, day, figure, Text(expected), Text(actual)));
        }
    }

    /// <summary>Compares the figures of each currency where there are several.</summary>
    private void ComparePartsOf(string where, string? id, DateOnly? day, Totals ledger, Totals served)
    {
        if (!ledger.IsMixed && !served.IsMixed) return;
        Dictionary<string, Totals> left = ledger.ByCurrency().ToDictionary(part => part.Currency ?? string.Empty);
        Dictionary<string, Totals> right = served.ByCurrency().ToDictionary(part => part.Currency ?? string.Empty);
        foreach (string currency in left.Keys.Union(right.Keys).Order(StringComparer.Ordinal))
        {
            string part = currency.Length == 0 ? $"{where} without currency" : $"{where} in {currency}";
            Compare(part, id, day, left.GetValueOrDefault(currency), right.GetValueOrDefault(currency));
        }
    }

    private static string Text<T>(T value) => value switch
    {
        null => "none",
        DateTime at => at.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
