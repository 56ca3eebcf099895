namespace RetailGrains.Figures;

/// <summary>
/// A name that a line gave, with what decides between several: the latest by (time, transaction id, place in the transaction) holds.
/// </summary>
[GenerateSerializer, Immutable, Alias("retail.LineName")]
public sealed record LineName(
    [property: Id(0)] string Name,
    [property: Id(1)] DateTime At,
    [property: Id(2)] string TransactionId)
{
    /// <summary>The one of two names that holds; either may be missing. Of one transaction's own names the later given holds: b.</summary>
    public static LineName? Latest(LineName? a, LineName? b) => a is null ? b : b is null || IsAfter(a, b) ? a : b;

    private static bool IsAfter(LineName a, LineName b) =>
        a.At != b.At ? a.At > b.At : string.CompareOrdinal(a.TransactionId, b.TransactionId) > 0;
}

/// <summary>
/// What a run of one partition adds to one entity. The run is told by the sequences that concern the entity, so that the entity can tell
/// what it has seen (design: effect and watermark move together).
/// </summary>
/// <param name="Generation">Of the projections that the partition works on.</param>
/// <param name="Partition">The partition.</param>
/// <param name="First">First sequence in the run that concerns the entity.</param>
/// <param name="Last">Last such sequence: the entity's watermark when it has taken the run in.</param>
/// <param name="Previous">The last such sequence before the run that is above the checkpoint; 0 when there is none.</param>
/// <param name="Days">What is added, by business date; every day once.</param>
/// <param name="Name">The latest name in the run.</param>
/// <param name="Urgent">Somebody waits until this is saved.</param>
[GenerateSerializer, Immutable, Alias("retail.Delta")]
public sealed record Delta(
    [property: Id(0)] int Generation,
    [property: Id(1)] int Partition,
    [property: Id(2)] long First,
    [property: Id(3)] long Last,
    [property: Id(4)] long Previous,
    [property: Id(5)] DayTotals[] Days,
    [property: Id(6)] LineName? Name,
    [property: Id(7)] bool Urgent);

/// <summary>What an entity answers to a delta.</summary>
/// <param name="Generation">Of the projections that the entity works on now.</param>
/// <param name="Watermark">The last sequence of the delta's partition that it has taken in.</param>
/// <param name="Saved">It has a row in the projection tables.</param>
[GenerateSerializer, Immutable, Alias("retail.DeltaReceipt")]
public readonly record struct DeltaReceipt(
    [property: Id(0)] int Generation,
    [property: Id(1)] long Watermark,
    [property: Id(2)] bool Saved);
