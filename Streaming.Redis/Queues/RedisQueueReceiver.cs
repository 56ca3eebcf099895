using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// Reads one queue for the agent that owns it, and acknowledges delivered entries. While Redis is unavailable it reads nothing, and it
/// continues afterwards. Only the queue's agent uses it, one call at a time.
/// </summary>
internal sealed partial class RedisQueueReceiver(
    RedisQueue queue,
    RedisQueueCache cache,
    EntryReader reader,
    DeadLetterOutbox outbox,
    RedisStreamsOptions options,
    TimeProvider time,
    ILogger logger) : IQueueAdapterReceiver
{
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(1);
    private static readonly IList<IBatchContainer> Empty = [];

    private readonly ReadPosition _position = new();
    private readonly HashSet<EntryId> _unacknowledged = [];
    private readonly List<EntryId> _delivered = [];
    private bool _claims = true;
    private bool _fenced;
    private bool _isUnreachable;
    private bool _rereads;
    private long _trimmed = time.GetTimestamp();

    [Obsolete("Implements an obsolete overload; use the one with a CancellationToken.")]
    public Task Initialize(TimeSpan timeout) => Initialize(timeout, CancellationToken.None);

    [Obsolete("Implements an obsolete overload; use the one with a CancellationToken.")]
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    [Obsolete("Implements an obsolete overload; use the one with a CancellationToken.")]
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => MessagesDeliveredAsync(messages, CancellationToken.None);

    [Obsolete("Implements an obsolete overload; use the one with a CancellationToken.")]
    public Task Shutdown(TimeSpan timeout) => Shutdown(timeout, CancellationToken.None);

    /// <summary>Takes the queue from its previous owner. If Redis is unavailable, the first read does so.</summary>
    public Task Initialize(TimeSpan timeout, CancellationToken cancellationToken) => WithRedisAsync(() => ReadAsync(0));

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        IList<IBatchContainer> taken = Empty;
        await WithRedisAsync(async () =>
        {
            await StorePendingAsync(now: false, cancellationToken);
            await AcknowledgeAsync();
            IReadOnlyList<ReadEntry> entries = await ReadAsync(Math.Min(maxCount, Room()));
            taken = await AcceptAsync(entries, cancellationToken);
            if (!_fenced && time.GetElapsedTime(_trimmed) >= TrimInterval) await TrimAsync();
        });
        return taken;
    }

    public async Task MessagesDeliveredAsync(IList<IBatchContainer> messages, CancellationToken cancellationToken)
    {
        OnDelivered(messages.Cast<CachedEntry>().Where(entry => !entry.Unsubscribed));
        List<CachedEntry> unsubscribed = [.. messages.Cast<CachedEntry>().Where(entry => entry.Unsubscribed)];
        await WithRedisAsync(async () =>
        {
            await AcknowledgeAsync();
            if (unsubscribed.Count > 0) await KeepUnsubscribedAsync(unsubscribed);
        });
    }

    /// <summary>Acknowledges delivered entries and releases the queue for the next owner.</summary>
    public Task Shutdown(TimeSpan timeout, CancellationToken cancellationToken)
    {
        OnDelivered(cache.TakeDelivered());
        return WithRedisAsync(async () =>
        {
            await AcknowledgeAsync();
            await queue.ReleaseAsync();
        });
    }

    /// <summary>
    /// Orleans has abandoned a delivery for now. If it was of one entry alone that has failed often enough, the entry is offered to the
    /// dead letters. Otherwise, or if they refuse it, it is redelivered.
    /// </summary>
    public Task OnDeliveryFailureAsync(StreamId stream, StreamSequenceToken token) => cache.FailedAlone(stream, token) is not { } entry
        ? Task.CompletedTask
        : WithRedisAsync(async () =>
        {
            Dictionary<EntryId, long> counts = await queue.DeliveriesAsync(entry.Id, entry.Id, 1);
            entry.SetAside = !counts.TryGetValue(entry.Id, out long deliveries) || await IsDeadLetteredAsync(entry.Id, deliveries);
            if (!entry.SetAside) await queue.CountDeliveryAsync(entry.Id);
        });

    private async Task<bool> IsDeadLetteredAsync(EntryId id, long deliveries)
    {
        if (options.MaxDeliveries == 0 || deliveries < options.MaxDeliveries) return false;
        return await queue.FindAsync(id) is not { } found
            || await outbox.DeadLetterAsync(
                Undeliverable(found, $"Delivery failed {deliveries} times.", deliveries), CancellationToken.None);
    }

    /// <summary>The number of entries for which there is room.</summary>
    private int Room() => RoomBytes() <= 0 ? 0 : Math.Max(0, options.CacheEntries - cache.Count - outbox.Count);

    private long RoomBytes() => Math.Min(RedisStreamsOptions.MaxReadBytes, options.CacheBytes - cache.Bytes - outbox.Bytes);

    private async Task<IReadOnlyList<ReadEntry>> ReadAsync(int count)
    {
        QueueRead read = await ReadOnceAsync(count);
        if (read.Owner == QueueOwner.UsFromNow) read = await ReadOnceAsync(count);

        // No entry is pending any more: continue with new ones.
        if (count > 0 && read is { Owner: QueueOwner.Us, Entries.Count: 0, WasPending: true }) read = await ReadOnceAsync(count);
        return read.Entries;
    }

    private async Task<QueueRead> ReadOnceAsync(int count)
    {
        QueueRead read;
        try
        {
            read = await queue.ReadAsync(_position.PendingAfter, count, RoomBytes(), _claims);
        }
        catch (RedisServerException exception) when (exception.Message.Contains("NOGROUP", StringComparison.Ordinal))
        {
            await queue.CreateGroupAsync();
            _position.Restart();
            LogGroupMade(logger, queue.Key, options.Group);
            read = await queue.ReadAsync(_position.PendingAfter, count, RoomBytes(), take: false);
        }

        _claims = false;
        OnOwner(read.Owner);
        if (count > 0 && read.Owner == QueueOwner.Us) _position.OnRead([.. read.Entries.Select(entry => entry.Id)]);
        return read;
    }

    private void OnOwner(QueueOwner owner)
    {
        bool isFenced = owner == QueueOwner.Another;
        if (isFenced && !_fenced) LogFenced(logger, queue.Key);
        _fenced = isFenced;
        if (owner != QueueOwner.UsFromNow) return;
        _position.Restart();
        LogTaken(logger, queue.Key);
    }

    /// <summary>
    /// Nothing may fail here before the dead letters are stored: an unacknowledged entry that is not returned would wait for the next
    /// owner.
    /// </summary>
    private async Task<IList<IBatchContainer>> AcceptAsync(IReadOnlyList<ReadEntry> entries, CancellationToken cancellationToken)
    {
        List<IBatchContainer> taken = [];
        int before = outbox.Count;
        foreach (ReadEntry read in entries)
        {
            if (!_unacknowledged.Add(read.Id)) continue;
            if (read.Fields is null) OnDeleted(read.Id);
            else if (Accept(read, queue.Entry(read.Id, read.Fields)) is { } entry) taken.Add(entry);
        }

        if (outbox.Count > before) await StorePendingAsync(now: true, cancellationToken);
        return taken;
    }

    /// <summary>The entry if it has events; its refused parts go to the dead-letter outbox.</summary>
    private CachedEntry? Accept(ReadEntry read, RedisStreamEntry inRedis)
    {
        CachedEntry entry = reader.Read(read.Id, inRedis, read.CutFrom);
        bool isEmpty = entry.Reading.Events.Count == 0;
        if (entry.Reading.Refused.Count > 0)
            outbox.Add(read.Id, Letters(inRedis, entry.Reading.Refused, read.Deliveries), entry.Bytes, delivered: isEmpty);
        else if (isEmpty) _delivered.Add(read.Id);
        return isEmpty ? null : entry;
    }

    private void OnDeleted(EntryId id)
    {
        LogDeleted(logger, queue.Key, id);
        _delivered.Add(id);
    }

    private async Task StorePendingAsync(bool now, CancellationToken cancellationToken) =>
        _delivered.AddRange(await outbox.StorePendingAsync(now, cancellationToken));

    private void OnDelivered(IEnumerable<CachedEntry> entries) =>
        _delivered.AddRange(entries.Select(entry => entry.Id).Where(id => !outbox.OnDelivered(id)));

    /// <summary>Entries whose acknowledgement fails stay in the list, so this silo never redelivers them.</summary>
    private async Task AcknowledgeAsync()
    {
        while (_delivered.Count > 0)
        {
            List<EntryId> some = _delivered.GetRange(0, Math.Min(1_000, _delivered.Count));
            await queue.AcknowledgeAsync(some);
            _unacknowledged.ExceptWith(some);
            _delivered.RemoveRange(0, some.Count);
        }
    }

    /// <summary>
    /// Handles entries without a subscriber, perhaps not yet. They are read again later, which counts as a delivery, and dead-lettered in
    /// the end.
    /// </summary>
    private async Task KeepUnsubscribedAsync(List<CachedEntry> entries)
    {
        LogUnsubscribed(logger, queue.Key, entries.Count, entries[0].StreamId);
        int pending = _unacknowledged.Count;
        _unacknowledged.ExceptWith(entries.Select(entry => entry.Id));
        _rereads = true;
        if (options.MaxDeliveries == 0) return;
        Dictionary<EntryId, long> counts =
            await queue.DeliveriesAsync(entries.Min(entry => entry.Id), entries.Max(entry => entry.Id), pending);
        foreach (CachedEntry entry in entries)
        {
            long deliveries = counts.GetValueOrDefault(entry.Id);
            if (deliveries < options.MaxDeliveries || await queue.FindAsync(entry.Id) is not { } found) continue;
            _unacknowledged.Add(entry.Id);
            outbox.Add(entry.Id, [Undeliverable(found, $"{entry.StreamId} has no subscribers.", deliveries)], entry.Bytes, delivered: true);
        }
    }

    /// <summary>
    /// Also checks for pending entries that this silo does not have. Except for unsubscribed entries there should be none, but Redis may
    /// have failed over to a replica that did not know the last owner.
    /// </summary>
    private async Task TrimAsync()
    {
        _trimmed = time.GetTimestamp();
        EntryId? oldest = await queue.TrimAsync();
        bool isMissing = !_position.ReadsPending && oldest is { } pending && !_unacknowledged.Contains(pending);
        if (isMissing && !_rereads) LogGap(logger, queue.Key, oldest!.Value);
        if (isMissing || _rereads) _position.Restart();
        _rereads = false;
    }

    private static IEnumerable<RedisDeadLetter> Letters(RedisStreamEntry entry, IReadOnlyList<RedisRefusal> refused, long deliveries) =>
        refused.Select((refusal, part) =>
            new RedisDeadLetter(entry, RedisDeadLetterKind.Refused, refusal.Reason, refusal.Fields, part, deliveries));

    private static RedisDeadLetter Undeliverable(RedisStreamEntry entry, string reason, long deliveries) =>
        new(entry, RedisDeadLetterKind.Undeliverable, reason, entry.Fields, Part: 0, deliveries);

    /// <summary>
    /// Runs an action on Redis. If it fails, its outcome is unknown: entries that may have been read are read again as pending, and
    /// acknowledgements are repeated.
    /// </summary>
    private async Task WithRedisAsync(Func<Task> action)
    {
        try
        {
            await action();
            if (_isUnreachable) LogBack(logger, queue.Key);
            _isUnreachable = false;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            _position.OnUnknown();
            if (!_isUnreachable) LogUnreachable(logger, queue.Key, exception);
            _isUnreachable = true;
        }
    }
}
