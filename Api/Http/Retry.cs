using Microsoft.Extensions.Options;
using RetailGrains.Api.Hosting;
using RetailGrains.Failures;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Http;

/// <summary>
/// Calls grains again while silos and the database come and go: what is asked for moves to another silo within seconds. Only for calls that may be made
/// twice. When the patience runs out the last exception goes on, and becomes a 503.
/// </summary>
internal sealed class Retry(IOptions<ApiOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long a request waits for anything.</summary>
    public TimeSpan Patience => options.Value.Patience;

    public Task<T> ReadAsync<T>(Func<ValueTask<T>> call, CancellationToken cancel) => ReadAsync(_ => call().AsTask(), cancel);

    /// <summary>
    /// Each try has half of the patience that is left: a call on its way to a silo that dies gets no answer at all.
    /// </summary>
    /// <param name="call">Is told how much patience the try has.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<T> ReadAsync<T>(Func<TimeSpan, Task<T>> call, CancellationToken cancel) => AgainAsync(
        left =>
        {
            TimeSpan patience = LedgerClient.TryTimeout(left);
            return call(patience).WaitAsync(patience, time, cancel);
        },
        cancel);

    /// <summary>
    /// Asks the database again when it was out of reach: connections that were open when it went fail at their next use. A query takes as
    /// long as it takes.
    /// </summary>
    public Task<T> QueryAsync<T>(Func<Task<T>> query, CancellationToken cancel) => AgainAsync(_ => query(), cancel);

    private async Task<T> AgainAsync<T>(Func<TimeSpan, Task<T>> tryAsync, CancellationToken cancel)
    {
        long start = time.GetTimestamp();
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            TimeSpan delay = backoff.Next();
            TimeSpan left = Patience - time.GetElapsedTime(start);
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
