using RetailGrains.Access;

namespace RetailGrains.Operations;

/// <param name="Running">A rebuild is running.</param>
/// <param name="Generation">The served generation of the projections.</param>
/// <param name="Replayed">Entries replayed so far by the current or the last rebuild.</param>
/// <param name="Total">Number of entries in the ledger when the rebuild started.</param>
/// <param name="StartedAt">UTC; null when none has run since the process started.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="Error">Why the last rebuild failed.</param>
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
/// Replays the ledger into a new generation of the projection tables while the old one is served, and then switches to the new one. Its key
/// is always 0.
/// </summary>
[Alias("retail.IRebuildGrain")]
public interface IRebuildGrain : IGrainWithIntegerKey
{
    /// <summary>Starts a rebuild unless one is running; returns immediately.</summary>
    [Alias("StartAsync"), RequiresRole(Roles.Operator), Audited("projections.rebuild")]
    ValueTask<RebuildStatus> StartAsync();

    /// <summary>Starts a rebuild on behalf of a silo that has found projections damaged.</summary>
    [Alias("HealAsync")]
    ValueTask<RebuildStatus> HealAsync();

    /// <summary>Returns the progress.</summary>
    [Alias("StatusAsync")]
    ValueTask<RebuildStatus> StatusAsync();
}

/// <summary>A served figure that differs from the ledger.</summary>
/// <param name="Where">
/// What was compared: chain, guest, store, product, customer, the projection row of one of these; or ledger, when it has gaps.
/// </param>
/// <param name="Id">The entity's id; null for the chain.</param>
/// <param name="Day">The day, when it is a day's figure.</param>
/// <param name="Figure">
/// The figure's name, as in totals; <c>row</c> for a row that one side lacks; <c>unchecked</c> for what could not be compared.
/// </param>
/// <param name="Ledger">The value computed from the ledger by SQL.</param>
/// <param name="Served">The served value.</param>
[GenerateSerializer, Immutable, Alias("retail.Difference")]
public sealed record Difference(
    [property: Id(0)] string Where,
    [property: Id(1)] string? Id,
    [property: Id(2)] DateOnly? Day,
    [property: Id(3)] string Figure,
    [property: Id(4)] string Ledger,
    [property: Id(5)] string Served);

/// <param name="Agrees">Everything was compared and no difference was found.</param>
/// <param name="Transactions">Number of ledger entries that were summed.</param>
/// <param name="Lines">Number of lines of these entries.</param>
/// <param name="Stores">Number of stores compared, grains and rows.</param>
/// <param name="Products">Number of products compared.</param>
/// <param name="Customers">Number of customers compared.</param>
/// <param name="Days">Number of day figures compared.</param>
/// <param name="Differences">At most 1,000 differences.</param>
/// <param name="DifferenceCount">The number of all differences.</param>
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

/// <param name="Report">What was compared, and the differences.</param>
/// <param name="Healing">
/// How differences in projections are being repaired, or why not; null when there are none. The next check waits until the repair ends.
/// </param>
[GenerateSerializer, Immutable, Alias("retail.ReconciliationOutcome")]
public sealed record ReconciliationOutcome(
    [property: Id(0)] ReconciliationReport Report,
    [property: Id(1)] string? Healing);

/// <summary>Compares every served figure with the ledger. Its key is always 0; one check runs at a time.</summary>
[Alias("retail.IReconciliationGrain")]
public interface IReconciliationGrain : IGrainWithIntegerKey
{
    /// <summary>Returns the last result.</summary>
    [Alias("StatusAsync")]
    ValueTask<ReconciliationStatus> StatusAsync();

    /// <summary>Ensures that a reminder starts the scheduled checks.</summary>
    [Alias("EnsureScheduledAsync")]
    Task EnsureScheduledAsync();

    /// <summary>
    /// Compares ledger (by SQL), chain, stores, products and customers, and starts the repair of the differences found.
    /// </summary>
    [Alias("CheckAsync"), RequiresRole(Roles.Operator)]
    [ResponseTimeout("00:30:00")]
    Task<ReconciliationOutcome> CheckAsync();
}
