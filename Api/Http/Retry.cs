namespace RetailGrains.Api.Http;

/// <summary>
/// Calls grains again while silos come and go: what is asked for moves to another silo within seconds. Only for calls that may be made
/// twice. When the patience runs out the last exception goes on, and becomes a 503.
/// </summary>
internal sealed class Retry(TimeProvider time)
{
    /// <summary>How long a request waits for anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public Task<T> ReadAsync<T>(Func<ValueTask<T>> call, CancellationToken cancel) => ReadAsync(_ => call().AsTask(), cancel);

    /// <param name="call">Is told how much patience is left.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<T> ReadAsync<T>(Func<TimeSpan, Task<T>> call, CancellationToken cancel)
    {
        long start = time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            TimeSpan left = Patience - time.GetElapsedTime(start);
            try
            {
                return await call(left).WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancel);
            }
            catch (Exception e) when (e is TimeoutException or OrleansException && left > pause)
            {
                await Task.Delay(pause, time, cancel);
            }
        }
    }
}
