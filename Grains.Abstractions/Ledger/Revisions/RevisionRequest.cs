namespace RetailGrains.Ledger.Revisions;

/// <summary>The ways to revise a transaction. The numbers are sent between processes: never renumber them.</summary>
public enum RevisionAction : byte
{
    /// <summary>Takes the transaction back by a return of the present time.</summary>
    VoidToday = 0,

    /// <summary>Annuls the transaction: the figures of its own day are as if it had never been recorded.</summary>
    VoidOriginal = 1,

    /// <summary>Annuls what the transaction adds to figures, and records other content instead.</summary>
    Correct = 2,

    /// <summary>
    /// Annuls the transaction as <see cref="VoidOriginal"/> does, unless it was revised by requests with another send id. A repetition with
    /// the same send id takes back what the void of a linked return has left since.
    /// </summary>
    Undo = 3,
}

/// <summary>A request to revise a transaction.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="Action">What to do.</param>
/// <param name="Correction">The content to record; null unless the action is <see cref="RevisionAction.Correct"/>.</param>
/// <param name="Provenance">Where the request comes from. Its send id identifies the request when it is retried.</param>
/// <param name="Note">The reason of a void, recorded as its note; null when none is given. A correction has its own note.</param>
[GenerateSerializer, Immutable, Alias("retail.RevisionRequest")]
public sealed record RevisionRequest(
    [property: Id(0)] string TransactionId,
    [property: Id(1)] RevisionAction Action,
    [property: Id(2)] SaleTransaction? Correction,
    [property: Id(3)] Provenance? Provenance,
    [property: Id(4)] string? Note = null);
