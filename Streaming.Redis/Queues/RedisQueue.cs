using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>The result of a read.</summary>
/// <param name="Owner">Whether this silo owns the queue, has just become its owner, or does not own it.</param>
/// <param name="WasPending">Whether it read pending entries instead of new ones.</param>
/// <param name="Entries">The entries, in order.</param>
internal sealed record QueueRead(QueueOwner Owner, bool WasPending, IReadOnlyList<ReadEntry> Entries);

/// <summary>An entry as it was read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fields">Its fields; null if it was deleted after it became pending.</param>
/// <param name="Deliveries">How often it has been read, including this time.</param>
/// <param name="CutFrom">Its size when it is too large: the fields are then its beginning; otherwise 0.</param>
internal readonly record struct ReadEntry(EntryId Id, NameValueEntry[]? Fields, long Deliveries, long CutFrom = 0);

/// <summary>The owner of a queue.</summary>
internal enum QueueOwner
{
    Us,
    UsFromNow,
    Another,
}

/// <summary>One queue in Redis, as one receiver uses it.</summary>
/// <param name="database">For everything except reading.</param>
/// <param name="options">The provider's options.</param>
/// <param name="number">The queue's number.</param>
/// <param name="reading">
/// For reading; null for the same connection. On a shared connection all commands would wait behind the answers of reads.
/// </param>
internal sealed class RedisQueue(IDatabase database, RedisStreamsOptions options, int number, IDatabase? reading = null)
{
    /// <summary>The bytes of an oversized entry that leave Redis, for the person who corrects it.</summary>
    private const int KeptOfLarge = 1_024;

    /// <summary>
    /// Every owner of a queue uses the same consumer, so a new owner finds the pending entries of the previous one under its own name, in
    /// order, without claiming each entry.
    /// </summary>
    private const string Consumer = "owner";

    private readonly RedisKey _owner = $"{{{options.Key(number)}}}:owner";
    private readonly string _ownerToken = Guid.NewGuid().ToString("N");

    public int Number => number;

    public string Key { get; } = options.Key(number);

    /// <summary>Reads pending entries after an id, or new ones (<paramref name="after"/> null).</summary>
    /// <param name="after">The id after which reading starts, or null.</param>
    /// <param name="count">The maximum number of entries; 0 only renews the lease.</param>
    /// <param name="bytes">Reading stops after the entry with which the total reaches this size.</param>
    /// <param name="take">Whether to take the queue from any owner.</param>
    public async Task<QueueRead> ReadAsync(EntryId? after, int count, long bytes, bool take)
    {
        RedisResult[] answer = (RedisResult[])(await (reading ?? database).ScriptEvaluateAsync(
            QueueScripts.Read,
            [Key, _owner],
            [
                options.Group, Consumer, _ownerToken, (long)options.OwnerLease.TotalMilliseconds, take
                    ? 1
                    : 0, after?.ToString() ?? ">", count, bytes,
                options.MaxEntryBytes, KeptOfLarge,
            ]))!;
        return (string?)answer[0] switch
        {
            QueueScripts.Fenced => new(QueueOwner.Another, false, []),
            QueueScripts.Claimed => new(QueueOwner.UsFromNow, false, []),
            _ when after is null => new(QueueOwner.Us, false, Entries(answer[1])),
            _ => new(QueueOwner.Us, true, await CountedAsync(Entries(answer[1]))),
        };
    }

    /// <summary>
    /// Creates the group, which starts with the first existing entry. If the group was lost with its acknowledgements, entries that were
    /// not yet deleted are delivered again, and none is skipped.
    /// </summary>
    public async Task CreateGroupAsync()
    {
        try
        {
            await database.StreamCreateConsumerGroupAsync(Key, options.Group, StreamPosition.Beginning, createStream: true);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another process has created it.
        }
    }

    public Task AcknowledgeAsync(IEnumerable<EntryId> ids) =>
        database.StreamAcknowledgeAsync(Key, options.Group, [.. ids.Select(id => (RedisValue)id.ToString())]);

    /// <summary>Deletes entries that no group needs; returns the group's oldest pending id, or null if there is none.</summary>
    public async Task<EntryId?> TrimAsync()
    {
        RedisResult oldest =
            await database.ScriptEvaluateAsync(QueueScripts.Trim, [Key], [options.Group, options.TrimAcknowledged ? 1 : 0]);
        return oldest.IsNull ? null : EntryId.Parse(oldest.ToString());
    }

    /// <summary>How often entries were delivered; entries that are not pending any more are left out.</summary>
    public async Task<Dictionary<EntryId, long>> DeliveriesAsync(EntryId first, EntryId last, int count)
    {
        StreamPendingMessageInfo[] pending =
            await database.StreamPendingMessagesAsync(Key, options.Group, count, Consumer, first.ToString(), last.ToString());
        return pending.ToDictionary(one => EntryId.Parse(one.MessageId.ToString()), one => (long)one.DeliveryCount);
    }

    /// <summary>Counts another delivery of a pending entry.</summary>
    public Task CountDeliveryAsync(EntryId id) => database.StreamClaimAsync(Key, options.Group, Consumer, 0, [id.ToString()]);

    /// <summary>The complete entry; null if it was deleted.</summary>
    public async Task<RedisStreamEntry?> FindAsync(EntryId id)
    {
        StreamEntry[] found = await database.StreamRangeAsync(Key, id.ToString(), id.ToString());
        return found.Length == 0 ? null : Entry(id, found[0].Values);
    }

    public RedisStreamEntry Entry(EntryId id, NameValueEntry[] fields) => new(Key, number, id.ToString(), fields);

    /// <summary>Releases the queue, so that another owner need not wait.</summary>
    public Task ReleaseAsync() => database.ScriptEvaluateAsync(QueueScripts.Release, [_owner], [_ownerToken]);

    private async Task<IReadOnlyList<ReadEntry>> CountedAsync(IReadOnlyList<ReadEntry> entries)
    {
        if (entries.Count == 0) return entries;
        Dictionary<EntryId, long> counts = await DeliveriesAsync(entries[0].Id, entries[^1].Id, entries.Count);
        return [.. entries.Select(entry => entry with { Deliveries = counts.GetValueOrDefault(entry.Id, 1) })];
    }

    private static IReadOnlyList<ReadEntry> Entries(RedisResult read)
    {
        return read.IsNull ? [] : [.. ((RedisResult[])read!).Select(Entry)];
    }

    private static ReadEntry Entry(RedisResult entry)
    {
        var parts = (RedisResult[])entry!;
        return new ReadEntry(
            EntryId.Parse(parts[0].ToString()), parts[1].IsNull ? null : Fields((RedisValue[])parts[1]!), 1, (long)parts[2]);
    }

    private static NameValueEntry[] Fields(RedisValue[] flat)
    {
        var fields = new NameValueEntry[flat.Length / 2];
        for (int i = 0; i < fields.Length; i++) fields[i] = new NameValueEntry(flat[2 * i], flat[2 * i + 1]);
        return fields;
    }
}
