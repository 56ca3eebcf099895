using Microsoft.Extensions.Logging;
using RetailGrains.Failures;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Ledger;

/// <summary>The layout of the ledger; fixed at the store's first start.</summary>
/// <param name="Partitions">Number of partitions.</param>
public sealed record LedgerLayout(int Partitions);

/// <summary>
/// Sends transactions to the partitions that own them. A retry is always safe, so the client retries within its timeout while a partition
/// is busy or unreachable.
/// </summary>
public sealed partial class LedgerClient
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinTry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTry = TimeSpan.FromSeconds(6);

    private readonly TimeProvider _time;
    private readonly ILogger<LedgerClient> _logger;
    private readonly ILedgerPartitionGrain[] _partitions;
    private readonly AppendBatcher[] _batchers;
    private readonly AppendBatcher[] _urgentBatchers;

    /// <summary>Creates a client of the ledger's partitions.</summary>
    public LedgerClient(IGrainFactory grains, LedgerLayout layout, TimeProvider time, ILogger<LedgerClient> logger)
    {
        ArgumentNullException.ThrowIfNull(layout);
        (_time, _logger) = (time, logger);
        _partitions = [.. Enumerable.Range(0, layout.Partitions).Select(number => grains.GetGrain<ILedgerPartitionGrain>(number))];
        _batchers = Batchers(urgent: false);
        _urgentBatchers = Batchers(urgent: true);

        AppendBatcher[] Batchers(bool urgent) =>
            Array.ConvertAll(_partitions, partition => new AppendBatcher(batch => SendAsync(partition, batch, urgent), time));
    }

    /// <summary>The number of ledger partitions.</summary>
    public int Partitions => _partitions.Length;

    /// <summary>All partitions, in order.</summary>
    public IReadOnlyList<ILedgerPartitionGrain> All => _partitions;

    /// <summary>Returns a partition by its number.</summary>
    public ILedgerPartitionGrain Partition(int number) => _partitions[number];

    /// <summary>
    /// Records transactions and returns the results in the same order. It returns <see cref="AppendStatus.Busy"/> only when the timeout
    /// has expired; whether that transaction is recorded is then unknown. No message is larger than
    /// <see cref="TransactionSize.MaxWindowBytes"/>, because Orleans retries a message that it cannot write over and over, on new
    /// connections. The client does not send a transaction above <see cref="TransactionSize.MaxBytes"/>; its result is
    /// <see cref="AppendStatus.Invalid"/>.
    /// </summary>
    /// <param name="transactions">Validated transactions, of any partition.</param>
    /// <param name="urgent">See <see cref="ILedgerPartitionGrain.AppendAsync"/>.</param>
    /// <param name="timeout">The timeout of the whole call.</param>
    /// <param name="cancel">Stops waiting; transactions that were already sent may still be recorded.</param>
    public async Task<AppendResult[]> AppendAsync(
        IReadOnlyList<SaleTransaction> transactions, bool urgent, TimeSpan timeout, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        var owned = new List<int>?[Partitions];
        for (int i = 0; i < transactions.Count; i++) (owned[PartitionOf(transactions[i])] ??= []).Add(i);
        var results = new AppendResult[transactions.Count];
        await Task.WhenAll(Enumerable.Range(0, owned.Length).Where(p => owned[p] is not null).Select(SendAsync));
        return results;

        async Task SendAsync(int partition)
        {
            long start = _time.GetTimestamp();
            foreach (IReadOnlyList<int> indexes in SendWindows.Of(owned[partition]!, transactions, results))
            {
                SaleTransaction[] batch = [.. indexes.Select(i => transactions[i])];
                // The first window is sent however short the timeout is. The next windows use the remaining time.
                TimeSpan remaining = indexes[0] == owned[partition]![0] ? timeout : timeout - _time.GetElapsedTime(start);
                if (remaining <= TimeSpan.Zero) return;
                AppendResult[] answers = await AppendAsync(_partitions[partition], batch, urgent, remaining, cancel);
                for (int k = 0; k < answers.Length; k++) results[indexes[k]] = answers[k];
            }
        }
    }

    /// <summary>
    /// Records one transaction; see the other overload. Its first attempt may share a message with other callers' transactions. A retry is
    /// sent in a separate message, so that a failing transaction cannot make others fail again.
    /// </summary>
    public async Task<AppendResult> AppendAsync(SaleTransaction transaction, bool urgent, TimeSpan timeout, CancellationToken cancel)
    {
        if (TransactionRules.Size(TransactionSize.Of(transaction)) is not null) return new AppendResult(AppendStatus.Invalid, default);
        int partition = PartitionOf(transaction);
        long start = _time.GetTimestamp();
        AppendBatcher batcher = (urgent ? _urgentBatchers : _batchers)[partition];
        AppendResult[] results = [await batcher.AppendAsync(transaction, TryTimeout(timeout), cancel) ?? default];
        return (await RetryBusyAsync(_partitions[partition], [transaction], results, urgent, timeout, start, cancel))[0];
    }

    /// <summary>
    /// Revises a transaction. Returns <see cref="RevisionStatus.Busy"/> only when the timeout has expired; whether the revision is
    /// recorded is then unknown.
    /// </summary>
    /// <param name="request">The request; its send id makes a retry recognize what an earlier attempt has recorded.</param>
    /// <param name="urgent">See <see cref="ILedgerPartitionGrain.AppendAsync"/>.</param>
    /// <param name="timeout">The timeout of the whole call.</param>
    /// <param name="cancel">Stops waiting; a request that was already sent may still be recorded.</param>
    public async Task<RevisionResult> ReviseAsync(RevisionRequest request, bool urgent, TimeSpan timeout, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ILedgerPartitionGrain partition = _partitions[Position.PartitionOf(request.TransactionId, Partitions)];
        long start = _time.GetTimestamp();
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            TimeSpan remaining = timeout - _time.GetElapsedTime(start);
            RevisionResult result = await TryReviseAsync(partition, request, urgent, remaining, cancel);
            TimeSpan delay = backoff.Next();
            if (result.Status != RevisionStatus.Busy || _time.GetElapsedTime(start) + delay >= timeout) return result;
            await Task.Delay(delay, _time, cancel);
        }
    }

    /// <summary>
    /// Returns the timeout of one attempt: half of the remaining time, but at least one second and at most six. A silo that dies does not
    /// answer its pending calls; after six seconds another silo has taken over, and a busy partition has reported that it is busy.
    /// </summary>
    public static TimeSpan TryTimeout(TimeSpan remaining)
    {
        TimeSpan half = remaining / 2;
        if (half < MinTry) return MinTry;
        return half < MaxTry ? half : MaxTry;
    }

    private int PartitionOf(SaleTransaction transaction) => Position.PartitionOf(transaction.TransactionId, Partitions);

    /// <summary>Sends one partition's transactions and retries those that are busy, until the timeout has expired.</summary>
    private async Task<AppendResult[]> AppendAsync(
        ILedgerPartitionGrain partition,
        SaleTransaction[] batch,
        bool urgent,
        TimeSpan timeout,
        CancellationToken cancel)
    {
        long start = _time.GetTimestamp();
        AppendResult[] results = await TryAppendAsync(partition, batch, urgent, timeout, cancel) ?? new AppendResult[batch.Length];
        return await RetryBusyAsync(partition, batch, results, urgent, timeout, start, cancel);
    }

    private async Task<AppendResult[]> RetryBusyAsync(
        ILedgerPartitionGrain partition,
        SaleTransaction[] batch,
        AppendResult[] results,
        bool urgent,
        TimeSpan timeout,
        long start,
        CancellationToken cancel)
    {
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            int[] busy = IndexesOfBusy(results);
            if (busy.Length == 0) return results;
            TimeSpan delay = backoff.Next();
            if (_time.GetElapsedTime(start) + delay >= timeout) return results;
            await Task.Delay(delay, _time, cancel);
            TimeSpan remaining = timeout - _time.GetElapsedTime(start);
            if (remaining <= TimeSpan.Zero) return results;
            AppendResult[]? answers = await TryAppendAsync(partition, Array.ConvertAll(busy, i => batch[i]), urgent, remaining, cancel);
            for (int k = 0; k < busy.Length && answers is not null; k++) results[busy[k]] = answers[k];
        }
    }

    private static int[] IndexesOfBusy(AppendResult[] results)
    {
        if (!Array.Exists(results, result => result.Status == AppendStatus.Busy)) return [];
        return [.. Enumerable.Range(0, results.Length).Where(i => results[i].Status == AppendStatus.Busy)];
    }

    /// <summary>Returns null when the outcome is unknown: the partition was unreachable, or did not answer in time.</summary>
    private async Task<AppendResult[]?> TryAppendAsync(
        ILedgerPartitionGrain partition, SaleTransaction[] batch, bool urgent, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            return await partition.AppendAsync(batch, urgent).WaitAsync(TryTimeout(timeout), _time, cancel);
        }
        // Whatever the failure, the outcome is unknown, and a retry resolves it.
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogNoAnswer(_logger, e, batch.Length);
            return null;
        }
    }

    /// <summary>Sends without a timeout: Orleans' response timeout ends the call.</summary>
    private async Task<AppendResult[]?> SendAsync(ILedgerPartitionGrain partition, SaleTransaction[] batch, bool urgent)
    {
        try
        {
            return await partition.AppendAsync(batch, urgent);
        }
        catch (Exception e) // whatever the failure, the outcome is unknown, and each caller retries
        {
            LogNoAnswer(_logger, e, batch.Length);
            return null;
        }
    }

    private async Task<RevisionResult> TryReviseAsync(
        ILedgerPartitionGrain partition, RevisionRequest request, bool urgent, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            return await partition.ReviseAsync(request, urgent).WaitAsync(TryTimeout(timeout), _time, cancel);
        }
        // Whatever the failure, the outcome is unknown, and a retry resolves it.
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogNoAnswer(_logger, e, 1);
            return new RevisionResult(RevisionStatus.Busy);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A partition did not answer a message with {Count} transactions; retrying")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, int count);
}
