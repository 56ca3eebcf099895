using Microsoft.Extensions.Options;
using Orleans.Streams;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis;

/// <summary>Settings of one stream provider, named as it is.</summary>
public sealed class RedisStreamsOptions
{
    /// <summary>Most bytes of one read, give or take an entry: what comes on a connection is soon through, for the queues that share it.</summary>
    public const long MaxReadBytes = 4 << 20;

    /// <summary>
    /// How to connect. The multiplexer may be shared with others; who made it disposes of it. Required, unless <see cref="ConnectTo"/> is used.
    /// It should not abort on a failed connect: the provider waits for a Redis that is away, and goes on when it is back.
    /// </summary>
    public Func<IServiceProvider, Task<IConnectionMultiplexer>>? Connect { get; set; }

    /// <summary>How to connect for reading queues: a connection of its own. Default: as <see cref="Connect"/> says.</summary>
    public Func<IServiceProvider, Task<IConnectionMultiplexer>>? ConnectReading { get; set; }

    /// <summary>Start of the queues' keys: <c>{Prefix}:{n}</c> for n from 0 to <see cref="Queues"/> - 1. Default: the provider's name.</summary>
    public string? Prefix { get; set; }

    /// <summary>How many queues there are; default 8. Fixed once in use: with another number, streams would move between queues.</summary>
    public int Queues { get; set; } = 8;

    /// <summary>The consumer group by which the cluster reads. It is created when missing, and then reads the queue from its start.</summary>
    public string Group { get; set; } = "orleans";

    /// <summary>Most entries of one queue held in memory; default 1,000. Beyond it the backlog stays in Redis.</summary>
    public int CacheEntries { get; set; } = 1_000;

    /// <summary>
    /// Most bytes of one queue's entries (as they are in Redis; the events made of them take more) held in memory, give or take one entry;
    /// default 16 MiB.
    /// </summary>
    public int CacheBytes { get; set; } = 16 << 20;

    /// <summary>
    /// Largest entry, its fields' names and values added up; default 4 MiB. A larger one is refused to its writer and when it is read, and only its
    /// beginning leaves Redis.
    /// </summary>
    public int MaxEntryBytes { get; set; } = 4 << 20;

    /// <summary>So many consecutive entries of one stream are delivered in one call at most (and one MiB, if they are several); default 100.</summary>
    public int EntriesPerDelivery { get; set; } = 100;

    /// <summary>
    /// An entry whose delivery failed that often is handed to <see cref="IRedisStreamDeadLetters"/>; 0: never. Default 5. Redis counts, so it
    /// goes on across owners; every time an owner reads the entry counts.
    /// </summary>
    public int MaxDeliveries { get; set; } = 5;

    /// <summary>So long Orleans tries to deliver before that counts as one failed delivery; default 10 s.</summary>
    public TimeSpan DeliveryTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>An idle queue is looked at that often; default 100 ms.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A queue's owner renews its lease with every look. One that was fenced off by another takes the queue back when the other was silent so
    /// long; default 10 s. A new owner named by Orleans never waits for it.
    /// </summary>
    public TimeSpan OwnerLease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Which subscriptions there are; default implicit ones only, which need no storage for subscriptions.</summary>
    public StreamPubSubType PubSub { get; set; } = StreamPubSubType.ImplicitOnly;

    /// <summary>The keys of the queues, by their numbers, where they have other ones than <c>{Prefix}:{n}</c>.</summary>
    public Func<int, string>? KeyOf { get; set; }

    /// <summary>
    /// Entries that every group has acknowledged are deleted; default true. False where others read them too, without a group: then whoever
    /// writes bounds the queue's length.
    /// </summary>
    public bool TrimAcknowledged { get; set; } = true;

    /// <summary>True if <see cref="ConnectTo"/> made the connection the provider's own.</summary>
    internal bool OwnsConnection { get; private set; }

    /// <summary>Makes the provider connect on its own, by a configuration string of StackExchange.Redis (<c>host:port,...</c>).</summary>
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

    /// <summary>The key of a queue.</summary>
    internal string Key(int queue) => KeyOf?.Invoke(queue) ?? FormattableString.Invariant($"{Prefix}:{queue}");
}

/// <summary>Stops the start when a provider could not work, naming the setting.</summary>
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
