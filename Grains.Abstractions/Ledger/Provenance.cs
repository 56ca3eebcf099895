namespace RetailGrains.Ledger;

/// <summary>Where an entry came from. It is not content: the same sale from another source is a duplicate.</summary>
/// <param name="Source"><c>api</c>, <c>import:ID</c>, <c>undo:ID</c> of an import, or <c>stream:NAME/SHARD</c>; null when unknown.</param>
/// <param name="Sub">The account or client that sent it; null when unknown.</param>
/// <param name="SendId">Identifies the request, so that a sender recognizes its own entries when it retries; null when unknown.</param>
[GenerateSerializer, Immutable, Alias("retail.Provenance")]
public sealed record Provenance(
    [property: Id(0)] string? Source,
    [property: Id(1)] string? Sub = null,
    [property: Id(2)] Guid? SendId = null)
{
    /// <summary>The prefix of the sources of imports.</summary>
    public const string ImportPrefix = "import:";

    /// <summary>The prefix of the sources of annulments that undo an import.</summary>
    public const string UndoPrefix = "undo:";

    /// <summary>
    /// Returns whether an entry was recorded by this send, or by this import, which holds each of its transactions once. A sender that
    /// retries because it lost an answer finds such entries.
    /// </summary>
    public bool IsSendOf(Provenance? recorded) =>
        recorded is not null
        && ((SendId is not null && SendId == recorded.SendId)
            || (Source is { } source && source.StartsWith(ImportPrefix, StringComparison.Ordinal) && source == recorded.Source));
}
