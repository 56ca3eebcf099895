using System.Globalization;
using Orleans.Runtime;
using RetailGrains.Json;
using RetailGrains.Ledger;
using RetailGrains.Streaming.Redis;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// Connects Redis and Orleans for the sales streams. It passes entries to the shard's consumer unchanged, and the consumer validates them.
/// Transactions that a producer in the cluster sends on an <c>IAsyncStream&lt;SaleTransaction&gt;</c> become the same entries that other
/// producers write.
/// </summary>
internal sealed class SalesAdapter : IRedisStreamAdapter
{
    // Maximum number of transactions per entry: an array of transactions from one call is split into several entries.
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

/// <summary>Stores content of the sales streams that the provider itself refuses: entries that are too large to be read.</summary>
internal sealed class DeadLetterSink(DeadLetters letters) : IRedisStreamDeadLetters
{
    public async ValueTask<bool> DeadLetterAsync(RedisDeadLetter letter, CancellationToken cancellationToken)
    {
        // Other kinds mean that the ledger is unreachable; the stream waits for it.
        if (letter.Kind != RedisDeadLetterKind.Refused) return false;
        RedisStreamEntry entry = letter.Entry;
        await letters.RefuseAsync([new Refusal(new DeadLetterId(entry.Id, entry.Queue, null), entry.Id, null, letter.Reason, null, 1, [])]);
        return true;
    }
}

/// <summary>Connects Redis and Orleans for the stream of recorded sales. Only <see cref="RecordedPublisherGrain"/> writes to it.</summary>
internal sealed class RecordedAdapter : IRedisStreamAdapter
{
    public RedisEntryReading Read(RedisStreamEntry entry) => RecordedWire.Read(entry.Fields) is { } sale
        ? RedisEntryReading.Of(
            StreamId.Create(SalesQueues.Recorded, sale.Position.Partition.ToString(CultureInfo.InvariantCulture)), [sale])
        : RedisEntryReading.Refuse("is not a recorded sale of version 1", entry);

    public IReadOnlyList<NameValueEntry[]> Write(
        StreamId stream, IReadOnlyList<object> events, IReadOnlyDictionary<string, object>? requestContext) =>
        throw new NotSupportedException("Recorded sales are published from the ledger only.");
}
