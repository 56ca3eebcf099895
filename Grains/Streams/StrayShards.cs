using System.Globalization;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// Streams that look like shards and are none: a producer that wrote to <c>sales:9</c> was told by Redis that all is well, and nobody reads it.
/// </summary>
internal sealed class StrayShards(RedisConnection redis)
{
    /// <summary>More than this need not be listed for somebody to see what is wrong.</summary>
    private const int Max = 100;

    private const int PageSize = 1_000;

    private static readonly HashSet<string> Shards = [.. Enumerable.Range(0, SalesQueues.Shards).Select(SalesQueues.KeyOf)];

    /// <summary>Their keys, in order. Goes through the keys of Redis, piece by piece; Redis serves others in between.</summary>
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

    /// <summary>Whether a stream's key is taken for a shard's by whoever wrote to it, and by nobody else.</summary>
    public static bool IsStray(string key) => !Shards.Contains(key);
}
