using RetailGrains.Access;

namespace RetailGrains.Operations;

/// <param name="Running">A rebuild is under way.</param>
/// <param name="Generation">The generation of the projections that is served.</param>
/// <param name="Replayed">Entries replayed so far by the running or the last rebuild.</param>
/// <param name="Total">Entries that were in the ledger when it began.</param>
/// <param name="StartedAt">UTC; null when none ran since the process began.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="Error">Why the last one failed.</param>
[GenerateSerializer, Immutable, Alias("retail.RebuildStatus")]
public sealed record RebuildStatus(
    [property: Id(0)] bool Running,
    [property: Id(1)] int Generation,
    [property: Id(2)] long Replayed,
    [property: Id(3)] long Total,
    [property: Id(4)] DateTime? StartedAt,
    [property: Id(5)] DateTime? FinishedAt,
    [property: Id(6)] string? Error);

/// <summary>
/// Replays the ledger into a new generation of the projection tables, while the old one is served, and then changes over. Its key is
/// always 0.
/// </summary>
[Alias("retail.IRebuildGrain")]
public interface IRebuildGrain : IGrainWithIntegerKey
{
    /// <summary>Begins a rebuild, unless one is under way; answers at once.</summary>
    [Alias("StartAsync"), RequiresRole(Roles.Operator), Audited("projections.rebuild")]
    ValueTask<RebuildStatus> StartAsync();

    /// <summary>The same for silos, which begin one by themselves when they find projections damaged.</summary>
    [Alias("HealAsync")]
    ValueTask<RebuildStatus> HealAsync();

    /// <summary>How far it is.</summary>
    [Alias("StatusAsync")]
    ValueTask<RebuildStatus> StatusAsync();
}

/// <summary>One figure that is not what the ledger says.</summary>
/// <param name="Where">
/// What was compared: chain, guest, store, product, customer, the projection row of one, or the chain's; or ledger, where it has gaps.
/// </param>
/// <param name="Id">Of the entity; null for the chain.</param>
/// <param name="Day">The day, where it is a day's figure.</param>
/// <param name="Figure">The figure's name, as in totals; <c>row</c> for a row that one side lacks; <c>unchecked</c> for what could not be compared.</param>
/// <param name="Ledger">What the ledger says, by SQL.</param>
/// <param name="Served">What is served.</param>
[GenerateSerializer, Immutable, Alias("retail.Difference")]
public sealed record Difference(
    [property: Id(0)] string Where,
    [property: Id(1)] string? Id,
    [property: Id(2)] DateOnly? Day,
    [property: Id(3)] string Figure,
    [property: Id(4)] string Ledger,
    [property: Id(5)] string Served);

/// <param name="Agrees">Everything was compared and no difference was found.</param>
/// <param name="Transactions">Entries of the ledger that were summed.</param>
/// <param name="Lines">Their lines.</param>
/// <param name="Stores">Stores compared, grain and rows.</param>
/// <param name="Products">Products compared.</param>
/// <param name="Customers">Customers compared.</param>
/// <param name="Days">Day figures compared.</param>
/// <param name="Differences">At most 1,000 of them.</param>
/// <param name="DifferenceCount">How many there are.</param>
[GenerateSerializer, Immutable, Alias("retail.ReconciliationReport")]
public sealed record ReconciliationReport(
    [property: Id(0)] bool Agrees,
    [property: Id(1)] long Transactions,
    [property: Id(2)] long Lines,
    [property: Id(3)] long Stores,
    [property: Id(4)] long Products,
    [property: Id(5)] long Customers,
    [property: Id(6)] long Days,
    [property: Id(7)] Difference[] Differences,
    [property: Id(8)] long DifferenceCount);

/// <param name="Report">What was compared, and what does not agree.</param>
/// <param name="Healing">
/// What is done about differences in projections, or why nothing is; null when there is none. The next check waits for its end.
/// </param>
[GenerateSerializer, Immutable, Alias("retail.ReconciliationOutcome")]
public sealed record ReconciliationOutcome(
    [property: Id(0)] ReconciliationReport Report,
    [property: Id(1)] string? Healing);

/// <summary>Proves every figure served against the ledger. Its key is always 0; one check runs at a time.</summary>
[Alias("retail.IReconciliationGrain")]
public interface IReconciliationGrain : IGrainWithIntegerKey
{
    /// <summary>Compares ledger (by SQL), chain, stores, products and customers.</summary>
    [Alias("RunAsync")]
    [ResponseTimeout("00:30:00")]
    Task<ReconciliationReport> RunAsync();

    /// <summary>The same, and what is done about what it finds.</summary>
    [Alias("CheckAsync"), RequiresRole(Roles.Operator)]
    [ResponseTimeout("00:30:00")]
    Task<ReconciliationOutcome> CheckAsync();
}
