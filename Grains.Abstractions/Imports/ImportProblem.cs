namespace RetailGrains.Imports;

/// <summary>Why rows of a file were not recorded. The numbers are stored: never renumber them.</summary>
public enum ImportProblemKind : byte
{
    /// <summary>The row cannot be read, or belongs to a receipt with such a row.</summary>
    Rejected = 0,

    /// <summary>The ledger has the receipt's id with other content.</summary>
    Conflict = 1,
}

/// <summary>A part of a file that was not recorded.</summary>
/// <param name="Line">Line number in the file, from 1; the header is line 1.</param>
/// <param name="Ordinal">Distinguishes the problems of one line, from 0.</param>
/// <param name="Kind">Rejected or conflict.</param>
/// <param name="Receipt">The receipt's id; empty when it could not be read.</param>
/// <param name="Field">The column, as the file names it; empty when the problem concerns the whole row or receipt.</param>
/// <param name="Reason">The error, as words that follow the column's name.</param>
/// <param name="Recorded">For a conflict: the value in the ledger.</param>
/// <param name="Sent">For a conflict: the value in the file.</param>
public sealed record ImportProblem(
    long Line, int Ordinal, ImportProblemKind Kind, string Receipt, string Field, string Reason, string? Recorded, string? Sent)
{
    /// <summary>The reason, preceded by the column's name.</summary>
    public string FullReason => Field.Length == 0 ? Reason : $"{Field}: {Reason}";

    /// <summary>Creates the problem of a rejected row.</summary>
    public static ImportProblem Reject(long line, string receipt, string field, string reason) =>
        new(line, 0, ImportProblemKind.Rejected, receipt, field, reason, null, null);
}

/// <summary>A keyset cursor in an import's problems, ordered by line, then ordinal.</summary>
public sealed record ImportProblemCursor(long Line, int Ordinal);
