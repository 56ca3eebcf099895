using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger;

/// <summary>How the ledger is laid out; fixed at the store's first start.</summary>
/// <param name="Partitions">Number of partitions.</param>
public sealed record LedgerLayout(int Partitions);

/// <summary>
/// Sends transactions to the partitions that own them. Sending again is always safe, so it does so itself while a partition is busy or out
/// of reach, within its patience.
/// </summary>
public sealed partial class LedgerClient(IGrainFactory grains, LedgerLayout layout, TimeProvider time, ILogger<LedgerClient> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ILedgerPartitionGrain[] _partitions =
        [.. Enumerable.Range(0, layout.Partitions).Select(number => grains.GetGrain<ILedgerPartitionGrain>(number))];

    /// <summary>The number of partitions.</summary>
    public int Partitions => layout.Partitions;

    /// <summary>All partitions, in order.</summary>
    public IReadOnlyList<ILedgerPartitionGrain> All => _partitions;

    /// <summary>A partition by its number.</summary>
    public ILedgerPartitionGrain Partition(int number) => _partitions[number];

    /// <summary>
    /// Records transactions and answers in their order. <see cref="AppendStatus.Busy"/> is answered only when the patience has run out:
    /// then it is not known whether that one is recorded.
    /// </summary>
    /// <param name="transactions">Checked ones, of any partition.</param>
    /// <param name="urgent">See <see cref="ILedgerPartitionGrain.AppendAsync"/>.</param>
    /// <param name="patience">For all of it together.</param>
    /// <param name="cancel">Gives up waiting; what was sent may still be recorded.</param>
    public async Task<AppendResult[]> AppendAsync(
        IReadOnlyList<SaleTransaction> transactions, bool urgent, TimeSpan patience, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        var results = new AppendResult[transactions.Count];
        long start = time.GetTimestamp();
        IEnumerable<Task> sent = Enumerable.Range(0, transactions.Count)
            .GroupBy(i => Position.PartitionOf(transactions[i].TransactionId, layout.Partitions))
            .Select(group => SendAsync(group.Key, group.ToArray()));
        await Task.WhenAll(sent);
        return results;

        async Task SendAsync(int partition, int[] indexes)
        {
            for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                TimeSpan left = patience - time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero) return;
                SaleTransaction[] batch = Array.ConvertAll(indexes, i => transactions[i]);
                AppendResult[]? answers = await TryAppendAsync(Partition(partition), batch, urgent, left, cancel);
                for (int i = 0; i < indexes.Length && answers is not null; i++) results[indexes[i]] = answers[i];
                indexes = Array.FindAll(indexes, i => results[i].Status == AppendStatus.Busy);
                if (indexes.Length == 0) return;
                await Task.Delay(pause, time, cancel);
            }
        }
    }

    /// <summary>Records one transaction; see the other overload.</summary>
    public async Task<AppendResult> AppendAsync(SaleTransaction transaction, bool urgent, TimeSpan patience, CancellationToken cancel) =>
        (await AppendAsync([transaction], urgent, patience, cancel))[0];

    /// <summary>Null when the outcome is not known: the partition was out of reach, or did not answer in time.</summary>
    private async Task<AppendResult[]?> TryAppendAsync(
        ILedgerPartitionGrain partition, SaleTransaction[] batch, bool urgent, TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            return await partition.AppendAsync(batch, urgent).WaitAsync(patience, time, cancel);
        }
#pragma warning disable CA1031 // Whatever kept the answer back, the outcome is unknown, and sending again settles it.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNoAnswer(logger, e, batch.Length);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A partition did not answer {Count} transactions; sending them again")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, int count);
}
