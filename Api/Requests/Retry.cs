using Microsoft.Extensions.Options;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Hosting;
using RetailGrains.Failures;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Requests;

/// <summary>
/// Retries grain calls and queries while silos and the database fail over: a grain moves to another silo within seconds. Only for
/// idempotent calls. After the timeout the last exception propagates and becomes a 503.
/// </summary>
internal sealed class Retry(IOptions<ApiOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long a request waits and retries.</summary>
    public TimeSpan Timeout => options.Value.RequestTimeout;

    public Task<T> ReadAsync<T>(Func<ValueTask<T>> call, CancellationToken cancel) => ReadAsync(_ => call().AsTask(), cancel);

    /// <summary>Each attempt may take half of the remaining time, because a call to a silo that dies is never answered.</summary>
    /// <param name="call">Receives the attempt's timeout.</param>
    /// <param name="cancel">Cancels the call.</param>
    public Task<T> ReadAsync<T>(Func<TimeSpan, Task<T>> call, CancellationToken cancel) => RetryAsync(
        left =>
        {
            TimeSpan timeout = LedgerClient.TryTimeout(left);
            return call(timeout).WaitAsync(timeout, time, cancel);
        },
        cancel);

    /// <summary>
    /// Retries a query when the database was unavailable: connections that were open when it failed break at their next use. The query
    /// itself has no timeout.
    /// </summary>
    public Task<T> QueryAsync<T>(Func<Task<T>> query, CancellationToken cancel) => RetryAsync(_ => query(), cancel);

    private async Task<T> RetryAsync<T>(Func<TimeSpan, Task<T>> tryAsync, CancellationToken cancel)
    {
        long start = time.GetTimestamp();
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            TimeSpan delay = backoff.Next();
            TimeSpan left = Timeout - time.GetElapsedTime(start);
            try
            {
                return await tryAsync(left);
            }
            catch (Exception e) when (ExceptionResponses.IsTransient(e) && left > delay && !cancel.IsCancellationRequested)
            {
                await Task.Delay(delay, time, cancel);
            }
        }
    }
}
