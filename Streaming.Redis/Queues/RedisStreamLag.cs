using System.Globalization;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>Reads the lag of one queue after the other, each atomically.</summary>
internal sealed class RedisStreamLag(RedisStreamConnection connection, RedisStreamsOptions options) : IRedisStreamLag
{
    public async Task<IReadOnlyList<RedisQueueLag>> ReadAsync(CancellationToken cancellationToken)
    {
        IDatabase database = await connection.DatabaseAsync().WaitAsync(cancellationToken);
        return await Task.WhenAll(
            Enumerable.Range(0, options.Queues).Select(queue => ReadAsync(database, queue))).WaitAsync(cancellationToken);
    }

    private async Task<RedisQueueLag> ReadAsync(IDatabase database, int queue)
    {
        string key = options.Key(queue);
        var lag = (RedisResult[])(await database.ScriptEvaluateAsync(QueueScripts.Lag, [key], [options.Group]))!;
        TimeSpan age = lag[2].IsNull
            ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(Now(lag[3]) - (double)EntryId.Parse(lag[2].ToString()).Milliseconds);
        return new RedisQueueLag(queue, key, (long)lag[0], (long)lag[1], age < TimeSpan.Zero ? TimeSpan.Zero : age, (string?)lag[4]);
    }

    private static double Now(RedisResult milliseconds) => double.Parse(milliseconds.ToString(), CultureInfo.InvariantCulture);
}
