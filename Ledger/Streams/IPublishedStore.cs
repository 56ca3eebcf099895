namespace RetailGrains.Ledger.Streams;

/// <summary>How far each partition's entries were published for others.</summary>
public interface IPublishedStore
{
    /// <summary>The last sequence that is known to be published; null when none ever was.</summary>
    Task<long?> ReadAsync(int partition, CancellationToken cancel);

    /// <summary>Everything up to this sequence is published. It never goes back, whoever else is late.</summary>
    Task SaveAsync(int partition, long sequence, CancellationToken cancel);
}
