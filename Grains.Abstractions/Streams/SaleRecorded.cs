using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Streams;

/// <summary>
/// A transaction that was taken in, as it is published on the stream <c>sales-recorded</c> when every figure shows it. At least once: the
/// same position may come again.
/// </summary>
/// <param name="Position">Where it stands in the ledger; within a partition they come in order.</param>
/// <param name="TransactionId">The sender's id.</param>
/// <param name="StoreId">The store that sold.</param>
/// <param name="Kind">Sale, return or adjustment.</param>
/// <param name="Totals">Its figures; <see cref="Figures.Totals.FirstAt"/> is when it happened.</param>
[GenerateSerializer, Immutable, Alias("retail.SaleRecorded")]
public sealed record SaleRecorded(
    [property: Id(0)] Position Position,
    [property: Id(1)] string TransactionId,
    [property: Id(2)] string StoreId,
    [property: Id(3)] TransactionKind Kind,
    [property: Id(4)] Totals Totals);

/// <summary>Publishes one partition's entries; its key is the partition's number.</summary>
[Alias("retail.IRecordedPublisherGrain")]
public interface IRecordedPublisherGrain : IGrainWithIntegerKey
{
    /// <summary>Goes on publishing, if it does not yet; also what keeps it active.</summary>
    [Alias("StartAsync")]
    ValueTask StartAsync();
}
