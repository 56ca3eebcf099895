using System.ComponentModel.DataAnnotations;
using RetailGrains.Imports;

namespace RetailGrains.Api.Imports;

/// <summary>The undo of an import. The counts are of invoices, of the `recorded` ones of the import.</summary>
/// <param name="State">`failed`: some invoices are not annulled; those that are stay annulled.</param>
/// <param name="Annulled">Number of invoices annulled so far.</param>
/// <param name="AlreadyRevised">Number of invoices left as they are, because they had been voided or corrected.</param>
/// <param name="Refused">Number of invoices left as they are, because too many returns are linked to them.</param>
/// <param name="StartedAt">When it was requested, in UTC.</param>
/// <param name="FinishedAt">When it ended, in UTC; null while it runs.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Queued">Whether it waits until imports have ended.</param>
internal sealed record ImportUndoAnswer(
    [property: AllowedValues("running", "completed", "failed")] string State,
    long Annulled,
    long AlreadyRevised,
    long Refused,
    DateTime StartedAt,
    DateTime? FinishedAt,
    string? Error,
    bool Queued)
{
    public static ImportUndoAnswer Of(ImportUndoStatus undo) => new(
        ImportAnswer.StateOf(undo.Phase),
        undo.Counts.Annulled,
        undo.Counts.AlreadyRevised,
        undo.Counts.Refused,
        undo.StartedAt,
        undo.FinishedAt,
        undo.Error,
        undo.Queued);
}
