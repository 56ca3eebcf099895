namespace RetailGrains.Figures;

/// <summary>A name that a line gave. Of several names, the latest by (time, transaction id, ordinal in the transaction) is used.</summary>
[GenerateSerializer, Immutable, Alias("retail.LineName")]
public sealed record LineName(
    [property: Id(0)] string Name,
    [property: Id(1)] DateTime At,
    [property: Id(2)] string TransactionId)
{
    /// <summary>
    /// Returns the later of two names; either may be missing. If both are from one transaction, it returns <paramref name="b"/>.
    /// </summary>
    public static LineName? Latest(LineName? a, LineName? b) => b is null || a?.IsAfter(b.At, b.TransactionId) == true ? a : b;

    /// <summary>
    /// Returns the later of a name, which may be missing, and another one that a transaction gave. If both are from one transaction, it
    /// returns the other one.
    /// </summary>
    internal static LineName Latest(LineName? a, string name, DateTime at, string transactionId) =>
        a?.IsAfter(at, transactionId) == true ? a : new LineName(name, at, transactionId);

    private bool IsAfter(DateTime at, string transactionId) =>
        At != at ? At > at : string.CompareOrdinal(TransactionId, transactionId) > 0;
}

/// <summary>
/// What a run of entries of one partition adds to one entity. The delta names the sequences that concern the entity, so that the entity can
/// detect runs that it has already applied. The entity applies the effect and moves its watermark in one step.
/// </summary>
/// <param name="Generation">Generation of the projections that the partition uses.</param>
/// <param name="Partition">The partition.</param>
/// <param name="First">First sequence in the run that concerns the entity.</param>
/// <param name="Last">Last such sequence: the entity's watermark after it has applied the run.</param>
/// <param name="Previous">The last such sequence before the run and above the checkpoint; 0 when there is none.</param>
/// <param name="Days">What the run adds, by business date; each day once.</param>
/// <param name="Name">The latest name in the run.</param>
/// <param name="Urgent">A caller waits until this is saved.</param>
[GenerateSerializer, Immutable, Alias("retail.Delta")]
public sealed record Delta(
    [property: Id(0)] int Generation,
    [property: Id(1)] int Partition,
    [property: Id(2)] long First,
    [property: Id(3)] long Last,
    [property: Id(4)] long Previous,
    [property: Id(5)] DayTotals[] Days,
    [property: Id(6)] LineName? Name,
    [property: Id(7)] bool Urgent)
{
    /// <summary>The watermark with which an entity asks that has no row in the projection tables.</summary>
    public const long NoRow = -1;
}

/// <summary>An entity's answer to a delta.</summary>
/// <param name="Generation">Generation of the projections that the entity uses now.</param>
/// <param name="Watermark">The last sequence of the delta's partition that the entity has applied.</param>
/// <param name="Saved">The entity has a row in the projection tables.</param>
[GenerateSerializer, Immutable, Alias("retail.DeltaReceipt")]
public readonly record struct DeltaReceipt(
    [property: Id(0)] int Generation,
    [property: Id(1)] long Watermark,
    [property: Id(2)] bool Saved);
