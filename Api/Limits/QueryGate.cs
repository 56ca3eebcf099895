using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Hosting;
using RetailGrains.Failures;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Api.Limits;

/// <summary>The cost of a query.</summary>
internal enum QueryCost
{
    /// <summary>A page of a list.</summary>
    Page,

    /// <summary>
    /// A whole list is sorted, so that a caller can read it page by page, or figures of many days are computed. A process runs one such
    /// query at a time.
    /// </summary>
    WholeList,

    /// <summary>
    /// One transaction with everything that was recorded about it. Usually that is little, so many callers of one account may wait.
    /// </summary>
    Transaction,
}

/// <summary>
/// Limits the concurrent queries of the process and of each caller, and the time of each, so that no caller slows down recording.
/// Callers wait for their turn up to the request's timeout.
/// </summary>
internal sealed class QueryGate : IDisposable
{
    /// <summary>The number of queries that may wait.</summary>
    public const int QueuePerCaller = 20, Queue = 200;

    /// <summary>The number of reads of one transaction that run, and that may wait, per caller and in total.</summary>
    public const int TransactionsPerCaller = 2, Transactions = 4, TransactionQueuePerCaller = 200, TransactionQueue = 1_000;

    /// <summary>How long sorting a whole list may take.</summary>
    public static readonly TimeSpan WholeListTimeout = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly LimitMeter? _meter;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly PartitionedRateLimiter<CallerKey> _callers;
    private readonly PartitionedRateLimiter<CallerKey> _callersOfTransactions = PerCaller(TransactionsPerCaller, TransactionQueuePerCaller);
    private readonly ConcurrencyLimiter _pages;
    private readonly ConcurrencyLimiter _wholeLists = Limiter(1, Queue);
    private readonly ConcurrencyLimiter _transactions = Limiter(Transactions, TransactionQueue);

    public QueryGate(IOptions<LimitOptions> limits, IOptions<ApiOptions> api, TimeProvider time, LimitMeter? meter = null)
    {
        _meter = meter;
        _time = time;
        _timeout = api.Value.RequestTimeout;
        _pages = Limiter(limits.Value.Queries, Queue);
        _callers = PerCaller(limits.Value.QueriesPerCaller, QueuePerCaller);
    }

    /// <summary>Runs a query when it is the caller's turn.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="cost">The query's cost.</param>
    /// <param name="query">Its token is cancelled on the timeout, or when the caller has left.</param>
    /// <param name="cancel">Cancelled when the caller has left.</param>
    /// <exception cref="RefusedException">The caller has too many queries, or the query took too long.</exception>
    public async Task<T> RunAsync<T>(
        CallerKey caller, QueryCost cost, Func<CancellationToken, Task<T>> query, CancellationToken cancel)
    {
        (PartitionedRateLimiter<CallerKey> callers, ConcurrencyLimiter all, TimeSpan timeout) = LimitsOf(cost);
        using RateLimitLease own = await EnterAsync(token => callers.AcquireAsync(caller, 1, token), cancel);
        if (!own.IsAcquired) throw Refuse(Problem.TooMany("This caller has too many queries in progress.", RetryDelay));
        using RateLimitLease lease = await EnterAsync(token => all.AcquireAsync(1, token), cancel);
        if (!lease.IsAcquired) throw Busy();
        using var limit = new CancellationTokenSource(timeout, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await query(end.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw TooSlow(timeout);
        }
        catch (Exception e) when (FailureClassifier.IsStatementTimeout(e))
        {
            throw TooSlow(timeout);
        }
    }

    public void Dispose()
    {
        _callers.Dispose();
        _callersOfTransactions.Dispose();
        _pages.Dispose();
        _wholeLists.Dispose();
        _transactions.Dispose();
    }

    private async Task<RateLimitLease> EnterAsync(Func<CancellationToken, ValueTask<RateLimitLease>> enter, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            return await enter(end.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Busy();
        }
    }

    private RefusedException Refuse(Problem problem)
    {
        _meter?.Refused(Limit.Queries);
        return new RefusedException(problem);
    }

    private (PartitionedRateLimiter<CallerKey> Callers, ConcurrencyLimiter All, TimeSpan Timeout) LimitsOf(QueryCost cost) => cost switch
    {
        QueryCost.Page => (_callers, _pages, StoreLimits.QueryTimeout),
        QueryCost.WholeList => (_callers, _wholeLists, WholeListTimeout),
        _ => (_callersOfTransactions, _transactions, StoreLimits.QueryTimeout),
    };

    private static ConcurrencyLimiter Limiter(int permits, int queue) =>
        new(new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = queue });

    /// <summary>The limiter itself drops idle callers.</summary>
    private static PartitionedRateLimiter<CallerKey> PerCaller(int permits, int queue)
    {
        ConcurrencyLimiterOptions each = new() { PermitLimit = permits, QueueLimit = queue };
        return PartitionedRateLimiter.Create<CallerKey, CallerKey>(
            caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => each));
    }

    private RefusedException Busy() => Refuse(Problem.Unavailable("Too many queries are in progress; retry."));

    private static RefusedException TooSlow(TimeSpan timeout) => new(
        Problem.Unavailable($"The query took longer than {timeout.TotalSeconds:0.#} s. Use a narrower query, or retry later."));
}
