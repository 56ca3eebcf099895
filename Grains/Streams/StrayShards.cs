using System.Globalization;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// Streams that look like shards but are none. A producer that writes to <c>sales:9</c> gets no error from Redis, and no silo reads its
/// entries.
/// </summary>
public sealed class StrayShards(RedisConnection redis)
{
    /// <summary>More keys than this do not help to find the mistake.</summary>
    private const int Max = 100;

    private const int PageSize = 1_000;

    private static readonly HashSet<string> Shards = [.. Enumerable.Range(0, SalesQueues.Shards).Select(SalesQueues.KeyOf)];

    /// <summary>Returns their keys, in order. It scans the keys of Redis in steps, between which Redis serves other clients.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancel)
    {
        IConnectionMultiplexer connection = await redis.GetAsync();
        IDatabase database = connection.GetDatabase();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        long cursor = 0;
        do
        {
            RedisResult[] page = (RedisResult[])(await database.ExecuteAsync(
                "SCAN", cursor, "MATCH", $"{SalesQueues.Sales}:*", "COUNT", PageSize, "TYPE", "stream").WaitAsync(cancel))!;
            cursor = long.Parse(page[0].ToString(), CultureInfo.InvariantCulture);
            found.UnionWith(((string[])page[1]!).Where(IsStray));
        }
        while (cursor != 0 && found.Count < Max);

        return [.. found];
    }

    /// <summary>Returns whether a stream's key looks like a shard's but is none.</summary>
    public static bool IsStray(string key) => !Shards.Contains(key);
}
