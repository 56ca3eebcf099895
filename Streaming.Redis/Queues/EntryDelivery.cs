using Orleans;
using Orleans.Concurrency;
using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Streams;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>Consecutive entries of one stream that are delivered to a consumer in one call.</summary>
[GenerateSerializer]
[Immutable]
[Alias("RetailGrains.Streaming.Redis.EntryDelivery")]
internal sealed class EntryDelivery : IBatchContainer
{
    [NonSerialized]
    private readonly IReadOnlyList<CachedEntry> _entries = [];

    [Id(0)]
    private readonly StreamId _stream;

    [Id(1)]
    private readonly long[] _tokens;

    [Id(2)]
    private readonly object[][] _events;

    [Id(3)]
    private readonly Dictionary<string, object>? _context;

    public EntryDelivery(IReadOnlyList<CachedEntry> entries)
    {
        _entries = entries;
        _stream = entries[0].StreamId;
        _tokens = [.. entries.Select(entry => entry.Token)];
        _events = [.. entries.Select(entry => entry.Reading.Events.ToArray())];
        _context = entries[0].Reading.RequestContext is { } context ? new Dictionary<string, object>(context) : null;
    }

    /// <summary>The entries, on the silo that owns the queue.</summary>
    public IReadOnlyList<CachedEntry> Entries => _entries;

    public StreamId StreamId => _stream;

    public StreamSequenceToken SequenceToken => TokenOf(_tokens[0], 0);

    public static StreamSequenceToken TokenOf(long token, int index) => new EventSequenceTokenV2(token, index);

    /// <summary>
    /// An event of another type than the requested one is an error, and so a failed delivery; skipping it would lose it silently.
    /// </summary>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        for (int entry = 0; entry < _tokens.Length; entry++)
        {
            object[] events = _events[entry];
            for (int i = 0; i < events.Length; i++) yield return Tuple.Create((T)events[i], TokenOf(_tokens[entry], i));
        }
    }

    public bool ImportRequestContext()
    {
        if (_context is null) return false;
        RequestContextExtensions.Import(_context);
        return true;
    }
}
