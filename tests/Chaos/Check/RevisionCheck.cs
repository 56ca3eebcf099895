using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>
/// Compares revised transactions in the ledger with what was sent and acknowledged. Revisions must have no gaps. The ledger must hold both
/// entries of a correction or neither, and every acknowledged revision. Nothing may be taken back twice. In the end, the content must be
/// exactly what was sent last, or none.
/// </summary>
internal static class RevisionCheck
{
    /// <param name="rows">The ledger.</param>
    /// <param name="revised">Revised sales by transaction id.</param>
    /// <param name="violations">Receives the violations that are found.</param>
    public static void Run(IReadOnlyList<LedgerRow> rows, IReadOnlyDictionary<string, RevisedSale> revised, Violations violations)
    {
        ILookup<string, LedgerRow> byId = rows.ToLookup(row => row.Sale.TransactionId, StringComparer.Ordinal);
        foreach (IGrouping<string, LedgerRow> id in byId.Where(id => id.Count() > 1))
        {
            if (!revised.TryGetValue(id.Key, out RevisedSale? sale))
                violations.Add($"Nobody revised {id.Key}, and it has {id.Count()} entries");
            else Check([.. id.OrderBy(row => row.Revision)], sale, byId, violations);
        }

        foreach (RevisedSale sale in revised.Values.Where(sale => sale.Acknowledged.Count > 0 && byId[sale.Id].Count() < 2))
            violations.Add($"{sale.Id} was acknowledged as revised, and has no revision");
    }

    private static void Check(LedgerRow[] entries, RevisedSale sale, ILookup<string, LedgerRow> byId, Violations violations)
    {
        if (!entries.Select(row => row.Revision).SequenceEqual(Enumerable.Range(1, entries.Length)))
            violations.Add($"{sale.Id} has the revisions {string.Join(", ", entries.Select(row => row.Revision))}");
        foreach ((string position, int revision) in sale.Acknowledged)
        {
            if (!entries.Any(row => row.Position == position && row.Revision == revision))
                violations.Add($"{sale.Id} was acknowledged with revision {revision} at {position}, which is not there");
        }

        foreach (IGrouping<int, LedgerRow> taken in entries.Where(row => row.Effect > 0).GroupBy(row => row.TakesBack!.Value))
        {
            if (taken.Count() > 1) violations.Add($"{sale.Id} has revision {taken.Key} annulled {taken.Count()} times");
        }

        foreach (LedgerRow row in entries.Where(row => row.Effect == 0 && row.TakesBack is null))
        {
            if (!sale.Contents.Any(content => LedgerCheck.IsSame(content, row.Sale)))
                violations.Add($"{sale.Id} holds {row.Sale.ToJson()}, which nobody sent");
            // The revision before a correction is an annulment: either an earlier void, or one that was recorded with the correction and
            // stands directly before it.
            LedgerRow? before = row.Revision == 1 ? null : entries.FirstOrDefault(other => other.Revision == row.Revision - 1);
            bool isVoid = before is not null && sale.Acknowledged.ContainsKey(before.Position);
            if (row.Revision > 1 && (before is not { Effect: > 0 } || (!isVoid && before.Sequence != row.Sequence - 1)))
                violations.Add($"{sale.Id} was corrected at {row.Position} without an annulment before it");
        }

        int voids = entries.Count(row => row.Effect == 0 && row.TakesBack is not null);
        if (voids > sale.Voids) violations.Add($"{sale.Id} was voided {voids} times, and that was sent {sale.Voids} times");
        if (sale.IsComplete) CheckResult(entries, sale, byId, violations);
    }

    private static void CheckResult(LedgerRow[] entries, RevisedSale sale, ILookup<string, LedgerRow> byId, Violations violations)
    {
        IEnumerable<LedgerRow> all = sale.IsVoided ? entries.Concat(sale.Returns.SelectMany(back => byId[back.TransactionId])) : entries;
        Dictionary<string, (int Units, decimal Amount)> held = Sum(
            all.SelectMany(row => row.Sale.Lines.Select(line => line with { Quantity = row.Sign * line.Quantity })));
        Dictionary<string, (int Units, decimal Amount)> expected = Sum(sale.IsVoided ? [] : sale.Current.Lines);
        if (!held.OrderBy(one => one.Key, StringComparer.Ordinal).SequenceEqual(expected.OrderBy(one => one.Key, StringComparer.Ordinal)))
            violations.Add($"{sale.Id} comes to {string.Join(", ", held)} and must come to {string.Join(", ", expected)}");
    }

    private static Dictionary<string, (int Units, decimal Amount)> Sum(IEnumerable<SaleLine> lines) => lines
        .GroupBy(line => line.ProductId, StringComparer.Ordinal)
        .Select(product => KeyValuePair.Create(product.Key, (product.Sum(line => line.Quantity), product.Sum(line => line.Amount))))
        .Where(product => product.Value != (0, 0m))
        .ToDictionary(StringComparer.Ordinal);
}
