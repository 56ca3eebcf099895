using System.Globalization;

namespace RetailGrains.Streams;

/// <summary>Names in Redis and in Orleans.</summary>
public static class SalesQueues
{
    /// <summary>The provider of the streams of incoming sales, their namespace, and the prefix of their queues' keys.</summary>
    public const string Sales = "sales";

    /// <summary>Number of shards. Producers rely on it, so it does not change.</summary>
    public const int Shards = 8;

    /// <summary>The provider, the namespace and the key of the stream of recorded sales.</summary>
    public const string Recorded = "sales-recorded";

    /// <summary>The source of what a shard's entries record.</summary>
    public static string SourceOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"stream:{Sales}/{shard}");

    public static string KeyOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"{Sales}:{shard}");
}
