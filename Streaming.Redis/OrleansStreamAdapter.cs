using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis;

/// <summary>
/// The default adapter. An entry contains the namespace (<c>ns</c>) and the key of its stream, and the events of one call as Orleans'
/// serializer writes them (<c>events</c>).
/// </summary>
internal sealed class OrleansStreamAdapter(Serializer serializer) : IRedisStreamAdapter
{
    private const string Namespace = "ns";
    private const string Key = "key";
    private const string Events = "events";

    public RedisEntryReading Read(RedisStreamEntry entry)
    {
        RedisValue body = entry[Events];
        if (body.IsNull || entry[Key].IsNull) return RedisEntryReading.Refuse($"It has no field {(body.IsNull ? Events : Key)}.", entry);
        EventsBody events = serializer.Deserialize<EventsBody>((byte[])body!)!;
        var stream = StreamId.Create((byte[]?)entry[Namespace] ?? [], (byte[])entry[Key]!);
        return RedisEntryReading.Of(stream, events.Events) with { RequestContext = events.RequestContext };
    }

    public IReadOnlyList<NameValueEntry[]> Write(
        StreamId stream, IReadOnlyList<object> events, IReadOnlyDictionary<string, object>? requestContext)
    {
        var body = new EventsBody([.. events], requestContext is null ? null : new Dictionary<string, object>(requestContext));
        return
        [
            [
                new(Namespace, stream.Namespace.ToArray()),
                new(Key, stream.Key.ToArray()),
                new(Events, serializer.SerializeToArray(body)),
            ],
        ];
    }

    /// <summary>The content of that field.</summary>
    [GenerateSerializer]
    [Alias("RetailGrains.Streaming.Redis.EventsBody")]
    internal sealed record EventsBody(
        [property: Id(0)] List<object> Events, [property: Id(1)] Dictionary<string, object>? RequestContext);
}
