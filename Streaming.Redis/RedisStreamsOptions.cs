using Microsoft.Extensions.Options;
using Orleans.Streams;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis;

/// <summary>Options of one stream provider; they have the provider's name.</summary>
public sealed class RedisStreamsOptions
{
    /// <summary>
    /// The maximum bytes of one read, plus at most one entry. Short answers do not delay the other queues on a shared connection.
    /// </summary>
    public const long MaxReadBytes = 4 << 20;

    /// <summary>
    /// Connects to Redis. The multiplexer may be shared; its creator disposes it. Required, unless <see cref="ConnectTo"/> is used. It
    /// should not abort on a failed connect: the provider waits until Redis is available.
    /// </summary>
    public Func<IServiceProvider, Task<IConnectionMultiplexer>>? Connect { get; set; }

    /// <summary>Opens a separate connection for reading queues. Default: <see cref="Connect"/>.</summary>
    public Func<IServiceProvider, Task<IConnectionMultiplexer>>? ConnectReading { get; set; }

    /// <summary>
    /// The prefix of the queues' keys: <c>{Prefix}:{n}</c> for n from 0 to <see cref="Queues"/> - 1. Default: the provider's name.
    /// </summary>
    public string? Prefix { get; set; }

    /// <summary>The number of queues; default 8. Do not change it once in use: streams would move between queues.</summary>
    public int Queues { get; set; } = 8;

    /// <summary>
    /// The consumer group of the cluster. The provider creates a missing group, which then reads the queue from its start.
    /// </summary>
    public string Group { get; set; } = "orleans";

    /// <summary>The maximum number of entries of one queue in memory; default 1,000. The rest of the backlog stays in Redis.</summary>
    public int CacheEntries { get; set; } = 1_000;

    /// <summary>
    /// The maximum bytes of one queue's entries in memory, plus at most one entry; default 16 MiB. Entries are counted as they are in
    /// Redis; their events need more memory.
    /// </summary>
    public int CacheBytes { get; set; } = 16 << 20;

    /// <summary>
    /// The maximum size of an entry: the total length of its fields' names and values; default 4 MiB. A larger one is refused when it is
    /// written and when it is read, and only its beginning leaves Redis.
    /// </summary>
    public int MaxEntryBytes { get; set; } = 4 << 20;

    /// <summary>
    /// The maximum number of consecutive entries of one stream in one delivery (several entries have at most one MiB together); default
    /// 100.
    /// </summary>
    public int EntriesPerDelivery { get; set; } = 100;

    /// <summary>
    /// The number of failed deliveries after which an entry is passed to <see cref="IRedisStreamDeadLetters"/>; 0: never. Default 5. Redis
    /// counts them, so the count survives a change of owner; every read of the entry by an owner counts.
    /// </summary>
    public int MaxDeliveries { get; set; } = 5;

    /// <summary>How long Orleans retries before that counts as one failed delivery; default 10 s.</summary>
    public TimeSpan DeliveryTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an idle queue is polled; default 100 ms.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The lease of a queue's owner, which renews it with every poll; default 10 s. A fenced owner takes the queue back only after the new
    /// owner has not renewed the lease for this time. A new owner named by Orleans never waits for it.
    /// </summary>
    public TimeSpan OwnerLease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The kinds of subscriptions. Default implicit only, which needs no storage for subscriptions.</summary>
    public StreamPubSubType PubSub { get; set; } = StreamPubSubType.ImplicitOnly;

    /// <summary>The keys of the queues by number, when they differ from <c>{Prefix}:{n}</c>.</summary>
    public Func<int, string>? KeyOf { get; set; }

    /// <summary>
    /// Whether entries that every group has acknowledged are deleted; default true. Set it to false when others read the queue without a
    /// group; the writer must then limit the queue's length.
    /// </summary>
    public bool TrimAcknowledged { get; set; } = true;

    /// <summary>Whether <see cref="ConnectTo"/> was used, so that the provider owns the connection.</summary>
    internal bool OwnsConnection { get; private set; }

    /// <summary>
    /// Makes the provider create its own connection, from a configuration string of StackExchange.Redis (<c>host:port,...</c>).
    /// </summary>
    public void ConnectTo(string configuration)
    {
        OwnsConnection = true;
        Connect = async _ =>
        {
            var parsed = ConfigurationOptions.Parse(configuration);
            parsed.AbortOnConnectFail = false;
            return await ConnectionMultiplexer.ConnectAsync(parsed);
        };
    }

    internal string Key(int queue) => KeyOf?.Invoke(queue) ?? FormattableString.Invariant($"{Prefix}:{queue}");
}

/// <summary>Stops the start when an option is invalid, and names it.</summary>
internal sealed class RedisStreamsOptionsValidator(string provider) : IValidateOptions<RedisStreamsOptions>
{
    private static readonly TimeSpan MinPoll = TimeSpan.FromMilliseconds(1);

    public ValidateOptionsResult Validate(string? name, RedisStreamsOptions options)
    {
        if (name != provider) return ValidateOptionsResult.Skip;
        List<string> failures = [];
        Require(options.Connect is not null, "Connect", "must be given");
        Require(!string.IsNullOrEmpty(options.Prefix), nameof(options.Prefix), "must not be empty");
        Require(options.Prefix?.AsSpan().ContainsAny('{', '}') is not true, nameof(options.Prefix), "must have no braces");
        Require(options.Queues is >= 1 and <= 4096, nameof(options.Queues), "must be 1 to 4096");
        Require(!string.IsNullOrEmpty(options.Group), nameof(options.Group), "must not be empty");
        Require(options.CacheEntries >= 1, nameof(options.CacheEntries), "must be at least 1");
        Require(options.MaxEntryBytes >= 1, nameof(options.MaxEntryBytes), "must be at least 1");
        Require(options.CacheBytes >= options.MaxEntryBytes, nameof(options.CacheBytes), "must not be below MaxEntryBytes");
        Require(options.EntriesPerDelivery >= 1, nameof(options.EntriesPerDelivery), "must be at least 1");
        Require(options.MaxDeliveries >= 0, nameof(options.MaxDeliveries), "must not be negative");
        Require(options.DeliveryTime > TimeSpan.Zero, nameof(options.DeliveryTime), "must be above zero");
        Require(options.PollInterval >= MinPoll, nameof(options.PollInterval), "must be at least a millisecond");
        Require(options.OwnerLease > options.PollInterval, nameof(options.OwnerLease), "must be above PollInterval");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Require(bool holds, string setting, string what)
        {
            if (!holds) failures.Add($"Redis streams '{provider}': {setting} {what}.");
        }
    }
}
