namespace RetailGrains.Ledger.Revisions;

/// <summary>The result of a revision. The numbers are sent between processes: never renumber them.</summary>
public enum RevisionStatus : byte
{
    /// <summary>Not recorded, or the outcome is unknown: retry.</summary>
    Busy = 0,

    /// <summary>Durably recorded by this request.</summary>
    Recorded = 1,

    /// <summary>The ledger already had it: the transaction is voided, or has this content.</summary>
    Duplicate = 2,

    /// <summary>The ledger has no transaction with this id.</summary>
    NotFound = 3,

    /// <summary>The transaction is itself a void, recorded by an earlier version. A void cannot be revised.</summary>
    IsVoid = 4,

    /// <summary>An earlier version voided the transaction by an entry with another id, so it cannot be corrected.</summary>
    VoidedByEarlierVersion = 5,

    /// <summary>The transaction has as many revisions as an id may have.</summary>
    TooManyRevisions = 6,

    /// <summary>More returns are linked to the transaction than can be read to compute what they have left.</summary>
    TooManyReturns = 7,

    /// <summary>The store's time zone is unknown; see <see cref="AppendStatus.UnknownTimeZone"/>.</summary>
    UnknownTimeZone = 8,

    /// <summary>The request breaks a rule, or another partition owns the id. Nothing was recorded.</summary>
    Invalid = 9,

    /// <summary>The transaction has revisions of others, so an undo leaves it as it is.</summary>
    Revised = 10,
}

/// <summary>The answer to a request to revise a transaction.</summary>
/// <param name="Status">The result.</param>
/// <param name="Position">The position of the void or of the recorded content; undefined when there is none.</param>
/// <param name="Revision">The revision at this position.</param>
/// <param name="Total">What it adds to net revenue.</param>
/// <param name="OnOriginalDay">The void annuls the transaction on its own day; otherwise it is a return of a later time.</param>
[GenerateSerializer, Immutable, Alias("retail.RevisionResult")]
public sealed record RevisionResult(
    [property: Id(0)] RevisionStatus Status,
    [property: Id(1)] Position Position = default,
    [property: Id(2)] int Revision = 0,
    [property: Id(3)] decimal Total = 0,
    [property: Id(4)] bool OnOriginalDay = false)
{
    /// <summary>Returns the result of a revision that the ledger holds.</summary>
    public static RevisionResult Of(RevisionStatus status, LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new RevisionResult(
            status, entry.Position, entry.Revision, entry.Total, entry.Effect != EntryEffect.Records);
    }
}
