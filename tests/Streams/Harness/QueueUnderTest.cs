using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Orleans.Streams;
using RetailGrains.Streaming.Redis;
using RetailGrains.Streaming.Redis.Queues;
using StackExchange.Redis;

namespace RetailGrains.Tests.Streams.Harness;

/// <summary>A queue in a real Redis, and owners that act like Orleans' pulling agents, one step at a time.</summary>
internal sealed class QueueUnderTest
{
    private readonly IDatabase _database;

    public QueueUnderTest(IConnectionMultiplexer redis, Action<RedisStreamsOptions>? configure = null)
    {
        Options = new RedisStreamsOptions { Prefix = $"queue-{Guid.NewGuid():N}", Queues = 1 };
        configure?.Invoke(Options);
        _database = redis.GetDatabase();
    }

    public RedisStreamsOptions Options { get; }

    public DeadLetters Dead { get; } = new();

    public string Key => Options.Key(0);

    public IDatabase Database => _database;

    public async Task<EntryId> AddAsync(int number) => EntryId.Parse((await _database.StreamAddAsync(Key, "n", number))!);

    public async Task AddAsync(IEnumerable<int> numbers)
    {
        foreach (int number in numbers) await AddAsync(number);
    }

    public async Task<int> PendingAsync() =>
        (int)(await _database.StreamGroupInfoAsync(Key)).Single(group => group.Name == Options.Group).PendingMessageCount;

    public Task<long> LengthAsync() => _database.StreamLengthAsync(Key);

    public RedisQueue Queue(IDatabase? database = null) => new(database ?? _database, Options, 0);

    public async Task<Owner> OwnerAsync(IDatabase? database = null)
    {
        var cache = new RedisQueueCache(Options);
        var desk = new DeadLetterOutbox(Dead, TimeProvider.System, NullLogger.Instance);
        var receiver = new RedisQueueReceiver(
            Queue(database), cache, new EntryReader(new NumbersAdapter(), Options), desk, Options, TimeProvider.System,
            NullLogger.Instance);
        await receiver.Initialize(Options.OwnerLease, CancellationToken.None);
        return new Owner(cache, receiver);
    }

    /// <summary>Acts like a pulling agent with one consumer.</summary>
    internal sealed class Owner(RedisQueueCache cache, RedisQueueReceiver receiver)
    {
        private static readonly StreamId Stream = StreamId.Create(NumbersAdapter.Namespace, 0.ToString(CultureInfo.InvariantCulture));

        private readonly IQueueCacheCursor _cursor = cache.GetCacheCursor(Stream, null);

        public RedisQueueCache Cache => cache;

        /// <summary>Reports the delivered entries to the queue, and reads the next ones.</summary>
        public async Task<int> PumpAsync(int most = int.MaxValue)
        {
            if (cache.TryPurgeFromCache(out IList<IBatchContainer>? purged))
                await receiver.MessagesDeliveredAsync(purged, CancellationToken.None);
            IList<IBatchContainer> read =
                await receiver.GetQueueMessagesAsync(Math.Min(most, cache.GetMaxAddCount()), CancellationToken.None);
            cache.AddToCache(read);
            return read.Count;
        }

        /// <summary>
        /// Returns the next delivery. This confirms that the last one was ingested, unless <see cref="FailAsync"/> was called.
        /// </summary>
        public IReadOnlyList<int> Deliver() =>
            _cursor.MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success
                ? [.. _cursor.GetCurrent(out _)!.GetEvents<int>().Select(one => one.Item1)]
                : [];

        public IReadOnlyList<StreamSequenceToken> Tokens() => [.. _cursor.GetCurrent(out _)!.GetEvents<int>().Select(one => one.Item2)];

        /// <summary>Reports a failed delivery, as Orleans does.</summary>
        public Task FailAsync()
        {
            _cursor.RecordDeliveryFailure();
            return receiver.OnDeliveryFailureAsync(Stream, _cursor.GetCurrent(out _)!.SequenceToken);
        }

        /// <summary>Like <see cref="FailAsync"/>, if a delivery is in progress.</summary>
        public Task FailCurrentAsync() => _cursor.GetCurrent(out _) is null ? Task.CompletedTask : FailAsync();

        /// <summary>Reads and delivers until no entries are left.</summary>
        public async Task<List<int>> DrainAsync()
        {
            List<int> all = [];
            do
            {
                for (IReadOnlyList<int> some = Deliver(); some.Count > 0; some = Deliver()) all.AddRange(some);
            }
            while (await PumpAsync() > 0);
            return all;
        }

        public Task StopAsync()
        {
            _cursor.Dispose();
            return receiver.Shutdown(TimeSpan.FromSeconds(5), CancellationToken.None);
        }
    }
}
