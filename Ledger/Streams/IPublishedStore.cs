namespace RetailGrains.Ledger.Streams;

/// <summary>The progress of publishing each partition's entries.</summary>
public interface IPublishedStore
{
    /// <summary>Returns the last sequence that is known to be published; null when there is none.</summary>
    Task<long?> ReadAsync(int partition, CancellationToken cancel);

    /// <summary>
    /// Stores that everything up to this sequence is published. The stored sequence never moves back, even if an older call arrives late.
    /// </summary>
    Task SaveAsync(int partition, long sequence, CancellationToken cancel);
}
