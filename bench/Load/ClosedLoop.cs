using System.Diagnostics;

namespace RetailGrains.Bench.Load;

/// <summary>Clients that each run one operation at a time and start the next when it ends.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs clients until the window ends; each opens its own connection.</summary>
    public static async Task<LoadTally> RunAsync(int clients, LoadWindow window, Func<int, Task<ILoadClient>> open)
    {
        Task<LoadTally>[] running = [.. Enumerable.Range(0, clients).Select(i => Task.Run(() => RunOneAsync(window, () => open(i))))];
        return LoadTally.Sum(await Task.WhenAll(running));
    }

    private static async Task<LoadTally> RunOneAsync(LoadWindow window, Func<Task<ILoadClient>> open)
    {
        var tally = new LoadTally();
        using ILoadClient client = await open();
        while (!window.Stopped)
        {
            long start = Stopwatch.GetTimestamp();
            int done = await client.DoAsync();
            if (!window.Measuring) continue;
            if (done > 0) tally.Add(start, done);
            else tally.Refuse(1);
        }

        return tally;
    }
}

/// <summary>One client of a load.</summary>
internal interface ILoadClient : IDisposable
{
    /// <summary>Runs one operation, and returns the number of sales or requests in it, or 0 when the server refused it.</summary>
    ValueTask<int> DoAsync();
}

/// <summary>Assigns sales numbers that are unique across clients.</summary>
/// <param name="first">The first number; lower ones are in the ledger already.</param>
internal sealed class SaleNumbers(long first = 0)
{
    private long _next = first - 1;

    public long Take() => Interlocked.Increment(ref _next);

    /// <summary>Takes several numbers and returns the first.</summary>
    public long Take(int count) => Interlocked.Add(ref _next, count) - count + 1;
}
