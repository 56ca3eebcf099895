namespace RetailGrains.Ledger.Imports;

/// <summary>Why rows of a file were not recorded. The numbers are stored: never renumber them.</summary>
public enum ImportProblemKind : byte
{
    /// <summary>The row can't be read, or belongs to a receipt that has such a row.</summary>
    Rejected = 0,

    /// <summary>The ledger has the receipt's id with other content.</summary>
    Conflict = 1,
}

/// <summary>Something of a file that was not recorded.</summary>
/// <param name="Line">Line number in the file, from 1; the header is line 1.</param>
/// <param name="Ordinal">Tells the problems of one line apart, from 0.</param>
/// <param name="Kind">Rejected or in conflict.</param>
/// <param name="Receipt">The receipt's number; empty when it could not be read.</param>
/// <param name="Field">The column concerned, as the file names it; empty when it is the row or the receipt as such.</param>
/// <param name="Reason">What is wrong; it stands behind the field's name.</param>
/// <param name="Recorded">Of a conflict: what the ledger holds.</param>
/// <param name="Sent">Of a conflict: what the file holds.</param>
public sealed record ImportProblem(
    long Line, int Ordinal, ImportProblemKind Kind, string Receipt, string Field, string Reason, string? Recorded, string? Sent)
{
    /// <summary>The reason with the field's name.</summary>
    public string FullReason => Field.Length == 0 ? Reason : $"{Field}: {Reason}";

    /// <summary>A row that is rejected.</summary>
    public static ImportProblem Reject(long line, string receipt, string field, string reason) =>
        new(line, 0, ImportProblemKind.Rejected, receipt, field, reason, null, null);
}

/// <summary>A place in an import's problems: ordered by line, then ordinal.</summary>
public sealed record ImportProblemCursor(long Line, int Ordinal);
