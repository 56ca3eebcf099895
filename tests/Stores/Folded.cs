using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Tests.Stores;

/// <summary>Computes the figures of entries in the simplest way: one line after another.</summary>
internal static class Folded
{
    /// <summary>Figures by business date, over the matching lines. A transaction without a matching line is not counted.</summary>
    public static IEnumerable<DayTotals> Days(IEnumerable<LedgerEntry> entries, Func<SaleLine, bool> counts) => entries
        .Where(entry => entry.Lines.Any(counts))
        .GroupBy(entry => entry.BusinessDate)
        .OrderBy(day => day.Key)
        .Select(day => new DayTotals(day.Key, day.Select(entry => Of(entry, counts)).Aggregate(default(Totals), (sum, one) => sum + one)));

    public static Totals Sum(IEnumerable<DayTotals> days) =>
        days.Select(day => day.Totals).Aggregate(default(Totals), (sum, one) => sum + one);

    /// <summary>The snapshots of every entity of a kind after it has applied all these entries.</summary>
    public static IEnumerable<EntitySnapshot> Snapshots(EntityKind kind, IReadOnlyList<LedgerEntry> entries, int partitions)
    {
        foreach (string id in entries.SelectMany(entry => Ids(kind, entry)).Distinct(StringComparer.Ordinal))
        {
            LedgerEntry[] its = [.. entries.Where(entry => Ids(kind, entry).Contains(id, StringComparer.Ordinal))];
            long[] watermarks = new long[partitions];
            foreach (LedgerEntry entry in its) watermarks[entry.Position.Partition] = entry.Position.Sequence;
            DayTotals[] days = [.. Days(its, line => kind != EntityKind.Product || line.ProductId == id)];
            yield return new EntitySnapshot(new EntityKey(kind, id), 0, watermarks, Sum(days), null, days);
        }
    }

    private static IEnumerable<string> Ids(EntityKind kind, LedgerEntry entry) => kind switch
    {
        EntityKind.Store => [entry.StoreId],
        EntityKind.Customer => entry.CustomerId is null ? [] : [entry.CustomerId],
        _ => entry.Lines.Select(line => line.ProductId),
    };

    private static Totals Of(LedgerEntry entry, Func<SaleLine, bool> counts)
    {
        SaleLine[] lines = Array.FindAll(entry.Lines, line => counts(line));
        DateTime at = entry.OccurredAt.UtcDateTime;
        (int sign, int count) = entry.Effect switch
        {
            EntryEffect.Records => (1, 1),
            EntryEffect.Annuls => (-1, -1),
            _ => (-1, 0),
        };
        decimal tax = sign * lines.Sum(line => line.Tax ?? 0);
        return new Totals(
            sign * lines.Sum(line => Math.Max(line.Amount, 0)),
            sign * lines.Sum(line => Math.Min(line.Amount, 0)),
            0,
            count * lines.Length,
            count,
            entry.Kind == TransactionKind.Return ? count : 0,
            at,
            at)
        {
            Currency = entry.Currency,
            Discounts = sign * lines.Sum(line => line.Quantity > 0 ? line.Discount : line.Quantity < 0 ? -line.Discount : 0),
            Tax = tax,
            IncludedTax = entry.Details?.TaxExcluded == true ? 0 : tax,
        }.WithUnits(sign * lines.Sum(line => line.Quantity));
    }
}
