using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Streams;

/// <summary>
/// A recorded transaction, as published on the stream <c>sales-recorded</c> once every figure includes it. Delivery is at least once: the
/// same position may be published again.
/// </summary>
/// <param name="Position">Its position in the ledger; within a partition, positions are published in order.</param>
/// <param name="TransactionId">The sender's id.</param>
/// <param name="StoreId">The store that sold.</param>
/// <param name="Kind">Sale, return or adjustment.</param>
/// <param name="Totals">The transaction's figures; <see cref="Figures.Totals.FirstAt"/> is its time.</param>
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
    /// <summary>Starts or resumes publishing, unless it is running. Regular calls also keep the grain active.</summary>
    [Alias("StartAsync")]
    ValueTask StartAsync();
}
