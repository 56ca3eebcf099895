using System.Buffers.Text;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Streams;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// Maps streams to queues. A stream whose key is the number of a queue is in that queue, so that producers without Orleans can choose one.
/// Any other key is hashed by FNV-1a, which is the same in every process and version.
/// </summary>
internal sealed class RedisQueueMapper(string prefix, int queues) : IConsistentRingStreamQueueMapper
{
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    private readonly HashRingBasedStreamQueueMapper _ring = new(new HashRingStreamQueueMapperOptions { TotalQueueCount = queues }, prefix);

    public IEnumerable<QueueId> GetAllQueues() => _ring.GetAllQueues();

    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) => _ring.GetQueuesForRange(range);

    public QueueId GetQueueForStream(StreamId streamId)
    {
        int number = NumberFor(streamId);
        return GetAllQueues().First(queue => queue.GetNumericId() == number);
    }

    public int NumberFor(StreamId stream)
    {
        ReadOnlySpan<byte> key = stream.Key.Span;
        bool isNumber = Utf8Parser.TryParse(key, out int number, out int length) && length == key.Length && (key[0] != '0' || length == 1);
        return isNumber && number >= 0 && number < queues
            ? number
            : (int)(Fnv(key, Fnv(stream.Namespace.Span, FnvOffset) * FnvPrime) % (uint)queues);
    }

    private static uint Fnv(ReadOnlySpan<byte> bytes, uint hash)
    {
        foreach (byte one in bytes) hash = (hash ^ one) * FnvPrime;
        return hash;
    }
}
