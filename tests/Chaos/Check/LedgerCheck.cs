using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>
/// Compares the ledger with what was sent and acknowledged: it must have every acknowledged transaction once, at its position and as it was
/// sent, no other transactions, and no gap in a sequence.
/// </summary>
internal static class LedgerCheck
{
    /// <param name="rows">The ledger, ordered by partition and sequence.</param>
    /// <param name="sent">Sent sales by transaction id.</param>
    /// <param name="violations">Receives the violations that are found.</param>
    public static void Run(IReadOnlyList<LedgerRow> rows, IReadOnlyDictionary<string, SentSale> sent, Violations violations)
    {
        CheckSequences(rows, violations);
        var held = new Dictionary<string, LedgerRow>(StringComparer.Ordinal);
        foreach (LedgerRow row in rows)
        {
            string id = row.Sale.TransactionId;
            bool first = row.Revision == 1;
            if (first && !held.TryAdd(id, row)) violations.Add($"{id} is in the ledger at {held[id].Position} and at {row.Position}");
            if (LedgerRules.PartitionOf(id) != row.Partition) violations.Add($"{id} stands at {row.Position}, not in its partition");
            if (row.Day != DateOnly.FromDateTime(row.Sale.OccurredAt)) violations.Add($"{row.Position} has the day {row.Day:O}");
            if (!first) continue; // RevisionCheck checks later revisions
            if (!sent.TryGetValue(id, out SentSale? original)) violations.Add($"Nobody sent {id}, and it stands at {row.Position}");
            else if (!IsSame(original.Sale, row.Sale))
                violations.Add($"{id} was sent as {original.Sale.ToJson()} and is {row.Sale.ToJson()}");
        }

        foreach ((string id, SentSale sale) in sent)
        {
            if (sale.Position is not { } position) continue;
            if (!held.TryGetValue(id, out LedgerRow? row)) violations.Add($"{id} was acknowledged at {position} and is nowhere");
            else if (row.Position != position) violations.Add($"{id} was acknowledged at {position} and stands at {row.Position}");
        }
    }

    private static void CheckSequences(IReadOnlyList<LedgerRow> rows, Violations violations)
    {
        foreach (IGrouping<int, LedgerRow> partition in rows.GroupBy(row => row.Partition))
        {
            long expected = 1;
            foreach (LedgerRow row in partition)
            {
                if (row.Sequence != expected) violations.Add($"In partition {partition.Key} {row.Sequence} stands where {expected} should");
                expected = row.Sequence + 1;
            }
        }
    }

    public static bool IsSame(Sale sent, Sale held) =>
        sent.StoreId == held.StoreId
        && sent.CustomerId == held.CustomerId
        && sent.OccurredAt == held.OccurredAt
        && sent.Kind == held.Kind
        && sent.Lines.AsSpan().SequenceEqual(held.Lines);
}
