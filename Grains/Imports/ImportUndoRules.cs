using System.Security.Cryptography;
using System.Text;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Imports;

/// <summary>The rules of an undo. Pure.</summary>
internal static class ImportUndoRules
{
    /// <summary>
    /// The provenance of the annulments. Every run of the undo has the same send id, so that it recognizes what an interrupted run has
    /// recorded.
    /// </summary>
    public static Provenance ProvenanceOf(string importId, string? sub)
    {
        string source = Provenance.UndoPrefix + importId;
        return new Provenance(source, sub, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(source)).AsSpan(0, 16)));
    }

    /// <summary>
    /// Returns whether an entry must be annulled before others: the annulment of a sale takes back only what the returns that are linked to
    /// it have left.
    /// </summary>
    public static bool ComesFirst(LedgerEntry entry) => entry.Details?.OriginalTransactionId is not null;

    /// <summary>Counts a result.</summary>
    /// <exception cref="InvalidOperationException">The result is not final: a silo of an earlier version knows no undo.</exception>
    public static ImportUndoCounts CountsOf(RevisionStatus status) => status switch
    {
        // Only revisions of this undo are duplicates; those of others are revised.
        RevisionStatus.Recorded or RevisionStatus.Duplicate => new ImportUndoCounts(1, 0, 0),
        RevisionStatus.Revised or RevisionStatus.IsVoid => new ImportUndoCounts(0, 1, 0),
        RevisionStatus.TooManyReturns or RevisionStatus.TooManyRevisions => new ImportUndoCounts(0, 0, 1),
        _ => throw new InvalidOperationException($"A partition answered {status} to an undo."),
    };

    /// <summary>Returns why an undo that has processed every receipt has failed; null when it has not.</summary>
    /// <param name="counts">Its results.</param>
    /// <param name="recorded">The receipts that the import recorded.</param>
    public static string? ErrorOf(ImportUndoCounts counts, long recorded)
    {
        if (counts.Refused > 0)
            return
                $"{counts.Refused} receipts are not annulled: more than {RevisionFacts.MaxReturns} returns are linked to each of them. "
                + "Void these returns, then undo the import again.";
        return counts.Sum() < recorded
            ? $"{recorded - counts.Sum()} receipts are not annulled: they were recorded by an earlier version, which did not note the "
                + "import. Void them one by one."
            : null;
    }
}
