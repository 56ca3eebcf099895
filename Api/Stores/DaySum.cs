using RetailGrains.Ledger.Closing;

namespace RetailGrains.Api.Stores;

/// <summary>The sum of groups of a store's day. Amounts of different currencies are never added.</summary>
internal sealed class DaySum
{
    private readonly SortedDictionary<string, DayTotalsAnswer> _byCurrency = new(StringComparer.Ordinal);

    /// <summary>The sums by a key of the groups.</summary>
    public static Dictionary<TKey, DayTotalsAnswer> Of<TKey>(ClosingRows rows, Func<ClosingPart, TKey> key)
        where TKey : notnull
    {
        Dictionary<TKey, DaySum> sums = [];
        foreach (ClosingEntries entries in rows.Entries) SumOf(entries.Part).Add(entries);
        foreach (ClosingLines lines in rows.Lines) SumOf(lines.Part).Add(lines);
        return sums.ToDictionary(one => one.Key, one => one.Value.ToAnswer());

        DaySum SumOf(ClosingPart part)
        {
            TKey of = key(part);
            return sums.TryGetValue(of, out DaySum? sum) ? sum : sums[of] = new DaySum();
        }
    }

    private void Add(ClosingEntries entries)
    {
        DayTotalsAnswer before = Of(entries.Part.Currency);
        Put(before with
        {
            Transactions = before.Transactions + entries.Transactions,
            Returns = before.Returns + entries.Returns,
            FirstAt = before.FirstAt < entries.FirstAt ? before.FirstAt : entries.FirstAt,
            LastAt = before.LastAt > entries.LastAt ? before.LastAt : entries.LastAt,
        });
    }

    private void Add(ClosingLines lines)
    {
        DayTotalsAnswer before = Of(lines.Part.Currency);
        decimal net = lines.GrossSales + lines.Reductions;
        Put(before with
        {
            NetRevenue = before.NetRevenue + net,
            GrossSales = before.GrossSales + lines.GrossSales,
            Reductions = before.Reductions + lines.Reductions,
            Units = before.Units + lines.Units,
            Lines = before.Lines + lines.Lines,
            Discounts = before.Discounts + lines.Discounts,
            Tax = before.Tax + lines.Tax,
            NetRevenueExTax = before.NetRevenueExTax + net - lines.IncludedTax,
        });
    }

    private DayTotalsAnswer Of(string? currency) =>
        _byCurrency.TryGetValue(currency ?? "", out DayTotalsAnswer? sum) ? sum : Empty with { Currency = currency };

    private void Put(DayTotalsAnswer sum) => _byCurrency[sum.Currency ?? ""] = sum;

    /// <summary>A sum without figures.</summary>
    public static DayTotalsAnswer Empty { get; } = new(0, 0, 0, 0, 0, 0, 0, null, null, null, 0, 0, 0);

    /// <summary>Currencies whose figures were all taken back are not shown.</summary>
    private DayTotalsAnswer ToAnswer()
    {
        DayTotalsAnswer[] shown = [.. _byCurrency.Values.Where(sum => !IsEmpty(sum))];
        DateTime? first = _byCurrency.Values.Min(sum => sum.FirstAt), last = _byCurrency.Values.Max(sum => sum.LastAt);
        if (shown.Length < 2) return (shown.Length == 1 ? shown[0] : _byCurrency.Values.First()) with { FirstAt = first, LastAt = last };
        return new DayTotalsAnswer(
            NetRevenue: null,
            GrossSales: null,
            Reductions: null,
            shown.Sum(sum => sum.Units),
            shown.Sum(sum => sum.Lines),
            shown.Sum(sum => sum.Transactions),
            shown.Sum(sum => sum.Returns),
            first,
            last,
            Currency: null,
            Discounts: null,
            Tax: null,
            NetRevenueExTax: null)
        {
            ByCurrency = shown,
        };
    }

    /// <summary>Whether everything was taken back.</summary>
    public static bool IsEmpty(DayTotalsAnswer sum) =>
        sum == Empty with { Currency = sum.Currency, FirstAt = sum.FirstAt, LastAt = sum.LastAt };
}
