using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using RetailGrains.Streams;
using StackExchange.Redis;

namespace RetailGrains.Bench.Load;

/// <summary>
/// A producer that writes entries of 100 sales to the streams, and a reader of the stream of recorded sales, both in this process. A sale
/// counts as done when the reader receives it, because it is then durable and included in every figure.
/// </summary>
internal sealed class StreamLoad(IDatabase redis, SalePool pool, TimeProvider time)
{
    private const int Batch = 100;
    private const int UnderWay = 16;
    private const int FollowedAtOnce = 5_000;

    /// <summary>The maximum backlog when no rate is set. It is large enough to keep the consumers of all shards busy.</summary>
    private const long Backlog = 20_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<long, long> _sentAt = new();
    private long _sent;
    private long _seen;

    /// <summary>
    /// Writes sales until the window ends, at the given rate or as fast as they are recorded. Returns when the reader has received them
    /// all.
    /// </summary>
    public async Task<LoadTally> RunAsync(LoadWindow window, SaleNumbers numbers, double? rate)
    {
        RedisValue last = await LastAsync();
        Task sending = Task.Run(() => SendAsync(window, numbers, rate));
        return await Task.Run(() => FollowAsync(window, last, sending));
    }

    private async Task SendAsync(LoadWindow window, SaleNumbers numbers, double? rate)
    {
        long start = Stopwatch.GetTimestamp();
        Queue<Task> adding = new();
        for (long entry = 0; !window.Stopped; entry++)
        {
            if (rate is { } perSecond) await UntilAsync(TimeSpan.FromSeconds(entry * Batch / perSecond), start);
            else while (Volatile.Read(ref _sent) - Volatile.Read(ref _seen) > Backlog && !window.Stopped) await Task.Delay(Look, time);
            long first = numbers.Take(Batch);
            NameValueEntry[] fields = [new("v", "1"), new("batch", Json(first))];
            for (long number = first; number < first + Batch; number++) _sentAt[number] = Stopwatch.GetTimestamp();
            Volatile.Write(ref _sent, _sent + Batch);
            adding.Enqueue(redis.StreamAddAsync(SalesQueues.KeyOf((int)(entry % SalesQueues.Shards)), fields));
            if (adding.Count >= UnderWay) await adding.Dequeue();
        }

        await Task.WhenAll(adding);
    }

    private async Task UntilAsync(TimeSpan due, long start)
    {
        TimeSpan early = due - Stopwatch.GetElapsedTime(start);
        if (early > TimeSpan.Zero) await Task.Delay(early, time);
    }

    private async Task<LoadTally> FollowAsync(LoadWindow window, RedisValue last, Task sending)
    {
        var tally = new LoadTally();
        while (!sending.IsCompleted || _seen < _sent)
        {
            StreamEntry[] recorded = await redis.StreamReadAsync(SalesQueues.Recorded, last, FollowedAtOnce);
            if (recorded.Length == 0) await Task.Delay(Look, time);
            else last = recorded[^1].Id;
            foreach (StreamEntry entry in recorded)
            {
                if (!_sentAt.TryRemove(NumberOf(entry), out long sentAt)) continue; // received before
                Volatile.Write(ref _seen, _seen + 1);
                if (window.Measuring) tally.Add(sentAt, 1);
            }
        }

        await sending;
        return tally;
    }

    private byte[] Json(long first)
    {
        int length = 1;
        for (long number = first; number < first + Batch; number++) length += pool.LengthOf(number) + 1;
        var json = new byte[length];
        int at = 0;
        for (long number = first; number < first + Batch; number++)
        {
            json[at++] = number == first ? (byte)'[' : (byte)',';
            pool.Write(json.AsSpan(at), number);
            at += pool.LengthOf(number);
        }

        json[at] = (byte)']';
        return json;
    }

    /// <summary>Returns the number at the end of the sale's id, or -1 when there is none.</summary>
    private static long NumberOf(StreamEntry entry) =>
        long.TryParse(entry["transactionId"].ToString().AsSpan("s-".Length), CultureInfo.InvariantCulture, out long number) ? number : -1;

    private async Task<RedisValue> LastAsync()
    {
        StreamEntry[] newest = await redis.StreamRangeAsync(SalesQueues.Recorded, count: 1, messageOrder: Order.Descending);
        return newest.Length == 0 ? "0-0" : newest[0].Id;
    }
}
