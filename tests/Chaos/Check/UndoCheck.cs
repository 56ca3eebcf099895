using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>
/// Compares the ledger with imports and undos. It must hold every receipt of an import that has ended. Every receipt of an undone import
/// must be annulled once, except receipts that were revised before. No other receipt may be annulled.
/// </summary>
internal static class UndoCheck
{
    private const string UndoPrefix = "undo:";

    /// <summary>The ledger without the entries of undos, which <see cref="RevisionCheck"/> cannot check.</summary>
    public static IEnumerable<LedgerRow> Without(IEnumerable<LedgerRow> rows) => rows.Where(row => !IsUndo(row));

    public static void Run(IEnumerable<LedgerRow> rows, IEnumerable<ImportedFile> files, Violations violations)
    {
        ILookup<string, LedgerRow> byId = rows.ToLookup(row => row.Sale.TransactionId, StringComparer.Ordinal);
        HashSet<string> annulled = [];
        foreach (ImportedFile file in files.Where(file => file.ImportId is not null))
        {
            foreach (Sale sale in file.Receipts)
            {
                LedgerRow[] entries = [.. byId[sale.TransactionId]];
                if (!entries.Any(row => row.Revision == 1 && row.Source == $"import:{file.ImportId}"))
                    violations.Add($"{sale.TransactionId} of {file.Name} is not recorded by it");
                if (!file.IsUndone || file.Revised.Contains(sale.TransactionId)) continue;
                annulled.Add(sale.TransactionId);
                LedgerRow[] undone = [.. entries.Where(row => row.Source == UndoPrefix + file.ImportId)];
                if (undone is not [{ Effect: 1, TakesBack: 1, Revision: 2 }] || entries.Length != 2)
                    violations.Add($"{sale.TransactionId} of {file.Name}, which is undone, is annulled {undone.Length} times");
            }
        }

        foreach (IGrouping<string, LedgerRow> id in byId.Where(id => !annulled.Contains(id.Key) && id.Any(IsUndo)))
            violations.Add($"{id.Key} was not to be annulled by an undo: {id.First(IsUndo).Position}");
    }

    private static bool IsUndo(LedgerRow row) => row.Source?.StartsWith(UndoPrefix, StringComparison.Ordinal) == true;
}
