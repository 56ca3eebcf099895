using System.Diagnostics;

namespace RetailGrains.Bench.Load;

/// <summary>Clients that each have one thing under way at a time, and begin the next as soon as it is done.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs clients until the window stops; each makes its own way to do one thing, which tells whether it was done.</summary>
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
    /// <summary>Does one thing; how much it came to (a sale, a request, a transaction of 1,000 sales), 0 when it was refused.</summary>
    ValueTask<int> DoAsync();
}

/// <summary>Numbers that no two clients share.</summary>
/// <param name="first">The first of them: those before it are in the ledger already.</param>
internal sealed class SaleNumbers(long first = 0)
{
    private long _next = first - 1;

    public long Take() => Interlocked.Increment(ref _next);

    /// <summary>The first of several.</summary>
    public long Take(int count) => Interlocked.Add(ref _next, count) - count + 1;
}
