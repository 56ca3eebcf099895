using System.Globalization;
using Orleans.Runtime;
using RetailGrains.Json;
using RetailGrains.Ledger;
using RetailGrains.Streaming.Redis;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// Sales streams between Redis and Orleans. What comes in is handed to the shard's consumer as it is, which judges it; what a producer in
/// the cluster sends on an <c>IAsyncStream&lt;SaleTransaction&gt;</c> becomes the same entries that others write.
/// </summary>
internal sealed class SalesAdapter : IRedisStreamAdapter
{
    // An array of transactions that came with one call is cut here: most of what is left goes into an entry, and the rest into the next.
    private const int MaxPerEntry = 200;

    public RedisEntryReading Read(RedisStreamEntry entry) => RedisEntryReading.Of(
        StreamId.Create(SalesQueues.Sales, entry.Queue.ToString(CultureInfo.InvariantCulture)),
        [SalesWire.Read(entry.Id, Array.ConvertAll(entry.Fields, Bytes))]);

    public IReadOnlyList<NameValueEntry[]> Write(
        StreamId stream, IReadOnlyList<object> events, IReadOnlyDictionary<string, object>? requestContext) =>
        [.. events.Cast<SaleTransaction>().Chunk(MaxPerEntry).SelectMany(Entries)];

    private static KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Bytes(NameValueEntry field) => new(field.Name, field.Value);

    private static IEnumerable<NameValueEntry[]> Entries(SaleTransaction[] sales)
    {
        byte[] json = SaleJson.Batch(sales);
        if (json.Length <= SalesWire.MaxJson || sales.Length == 1)
            return [[new NameValueEntry(SalesWire.Version, "1"), new NameValueEntry(SalesWire.Batch, json)]];
        return [.. Entries(sales[..(sales.Length / 2)]), .. Entries(sales[(sales.Length / 2)..])];
    }
}

/// <summary>What the provider itself refuses of the sales streams: entries that are too large to be read.</summary>
internal sealed class DeadLetterSink(DeadLetters letters) : IRedisStreamDeadLetters
{
    public async ValueTask<bool> DeadLetterAsync(RedisDeadLetter letter, CancellationToken cancellationToken)
    {
        // The rest is the ledger out of reach, which is waited out.
        if (letter.Kind != RedisDeadLetterKind.Refused) return false;
        RedisStreamEntry entry = letter.Entry;
        await letters.RefuseAsync([new Refusal(new LetterId(entry.Id, entry.Queue, null), entry.Id, null, letter.Reason, null, 1, [])]);
        return true;
    }
}

/// <summary>The stream of recorded sales between Redis and Orleans. It is written by <see cref="RecordedPublisherGrain"/> only.</summary>
internal sealed class RecordedAdapter : IRedisStreamAdapter
{
    public RedisEntryReading Read(RedisStreamEntry entry) => RecordedWire.Read(entry.Fields) is { } sale
        ? RedisEntryReading.Of(
            StreamId.Create(SalesQueues.Recorded, sale.Position.Partition.ToString(CultureInfo.InvariantCulture)), [sale])
        : RedisEntryReading.Refuse("is no recorded sale of version 1", entry);

    public IReadOnlyList<NameValueEntry[]> Write(
        StreamId stream, IReadOnlyList<object> events, IReadOnlyDictionary<string, object>? requestContext) =>
        throw new NotSupportedException("Recorded sales are published from the ledger only.");
}
