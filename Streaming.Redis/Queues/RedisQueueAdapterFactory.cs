using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// Creates the parts of a provider. An agent requests a queue's cache and its receiver separately, but they belong together.
/// </summary>
internal sealed class RedisQueueAdapterFactory(
    string name,
    RedisStreamsOptions options,
    RedisStreamConnection connection,
    IRedisStreamAdapter adapter,
    IRedisStreamDeadLetters deadLetters,
    TimeProvider time,
    ILoggerFactory loggers) : IQueueAdapterFactory, IQueueAdapterCache
{
    private readonly RedisQueueMapper _mapper = new(options.Prefix!, options.Queues);
    private readonly ConcurrentDictionary<QueueId, RedisQueueCache> _caches = new();
    private readonly ConcurrentDictionary<QueueId, RedisQueueReceiver> _receivers = new();
    private IDatabase? _database;
    private IDatabase? _reading;

    [Obsolete("Orleans' own.")]
    public Task<IQueueAdapter> CreateAdapter() => CreateAdapter(CancellationToken.None);

    public async Task<IQueueAdapter> CreateAdapter(CancellationToken cancellationToken)
    {
        _database = await connection.DatabaseAsync().WaitAsync(cancellationToken);
        _reading = await connection.ReadingDatabaseAsync().WaitAsync(cancellationToken);
        return new RedisQueueAdapter(name, options, _database, adapter, _mapper, CreateReceiver);
    }

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IQueueCache CreateQueueCache(QueueId queueId) => _caches[queueId] = new RedisQueueCache(options);

    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new FailureHandler(() => _receivers.GetValueOrDefault(queueId)));

    private RedisQueueReceiver CreateReceiver(QueueId queueId)
    {
        ILogger logger = loggers.CreateLogger<RedisQueueReceiver>();
        var outbox = new DeadLetterOutbox(deadLetters, time, logger);
        var queue = new RedisQueue(_database!, options, (int)queueId.GetNumericId(), _reading);
        return _receivers[queueId] =
            new RedisQueueReceiver(queue, _caches[queueId], new EntryReader(adapter, options), outbox, options, time, logger);
    }

    /// <summary>Orleans reports deliveries that it has abandoned. The subscription stays unchanged: the cursor redelivers.</summary>
    private sealed class FailureHandler(Func<RedisQueueReceiver?> receiver) : IStreamFailureHandler
    {
        public bool ShouldFaultSubsriptionOnError => false;

        public Task OnDeliveryFailure(
            GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken) =>
            sequenceToken is null
                ? Task.CompletedTask
                : receiver()?.OnDeliveryFailureAsync(streamIdentity, sequenceToken) ?? Task.CompletedTask;

        public Task OnSubscriptionFailure(
            GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken) =>
            Task.CompletedTask;
    }
}
