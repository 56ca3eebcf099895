namespace RetailGrains.Imports;

/// <summary>How far the undo of an import is. The counts add up to the receipts processed so far.</summary>
/// <param name="Phase">The state of the undo.</param>
/// <param name="Counts">The results of the receipts.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while it runs.</param>
/// <param name="Error">The reason of a failure.</param>
/// <param name="Sub">Who requested it; null when unknown.</param>
/// <param name="Queued">The undo waits until imports of its silo have ended.</param>
[GenerateSerializer, Immutable, Alias("retail.ImportUndoStatus")]
public sealed record ImportUndoStatus(
    [property: Id(0)] ImportPhase Phase,
    [property: Id(1)] ImportUndoCounts Counts,
    [property: Id(2)] DateTime StartedAt,
    [property: Id(3)] DateTime? FinishedAt = null,
    [property: Id(4)] string? Error = null,
    [property: Id(5)] string? Sub = null,
    [property: Id(6)] bool Queued = false);

/// <summary>The results of an undo, in receipts that the import recorded.</summary>
/// <param name="Annulled">Annulled by the undo.</param>
/// <param name="AlreadyRevised">Left as they are, because others have voided or corrected them.</param>
/// <param name="Refused">Left as they are, because too many returns are linked to them.</param>
[GenerateSerializer, Immutable, Alias("retail.ImportUndoCounts")]
public sealed record ImportUndoCounts(
    [property: Id(0)] long Annulled, [property: Id(1)] long AlreadyRevised, [property: Id(2)] long Refused)
{
    /// <summary>No receipts.</summary>
    public static ImportUndoCounts None { get; } = new(0, 0, 0);

    /// <summary>The sum of all of them.</summary>
    public long Sum() => Annulled + AlreadyRevised + Refused;

    /// <summary>Adds the counts of two parts.</summary>
    public static ImportUndoCounts operator +(ImportUndoCounts left, ImportUndoCounts right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new ImportUndoCounts(
            left.Annulled + right.Annulled, left.AlreadyRevised + right.AlreadyRevised, left.Refused + right.Refused);
    }

    /// <inheritdoc cref="op_Addition"/>
    public static ImportUndoCounts Add(ImportUndoCounts left, ImportUndoCounts right) => left + right;
}
