using System.Globalization;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>The result of a retry of a dead letter.</summary>
public enum LetterRetry
{
    /// <summary>The content is back in its queue.</summary>
    Done,

    /// <summary>The dead letter does not exist.</summary>
    Missing,

    /// <summary>Only the beginning of the content was kept, so it cannot be retried.</summary>
    Cut,
}

/// <summary>The dead letters of the sales streams. They are as durable as Redis.</summary>
public sealed partial class DeadLetters(RedisConnection redis, TimeProvider time)
{
    private const string Set = SalesQueues.Sales + ":dead";

    /// <summary>How many bytes are kept of an entry that is too large for a dead letter.</summary>
    private const int KeptOfLarge = 64 * 1024;

    /// <summary>How long an entry is remembered as a retried dead letter. A later refusal makes a dead letter with another id.</summary>
    private static readonly TimeSpan RetryMemory = TimeSpan.FromDays(30);

    private static readonly RedisValue[] Shown = ["reason", "transaction", "first", "last", "count", "bytes", "preview"];

    /// <summary>Stores dead letters; returns when Redis has all of them. A repeated call changes nothing.</summary>
    internal async Task RefuseAsync(IReadOnlyList<Refusal> refusals)
    {
        if (refusals.Count == 0) return;
        IDatabase database = await redis.DatabaseAsync();
        string now = Milliseconds(time.GetUtcNow().UtcDateTime);
        await Task.WhenAll(refusals.Select(refusal => database.ScriptEvaluateAsync(
            DeadLetterScripts.Refuse,
            KeysOf(refusal.Letter),
            [
                refusal.Letter.ToString(),
                refusal.Reason,
                refusal.TransactionId ?? string.Empty,
                now,
                refusal.FirstAt is { } first ? Milliseconds(first) : string.Empty,
                refusal.Count,
                refusal.EntryId,
                refusal.Json,
                SalesWire.MaxEntry,
                KeptOfLarge,
            ])));
    }

    /// <summary>Returns dead letters in order.</summary>
    /// <param name="after">Only those that follow this one; null starts with the first.</param>
    /// <param name="limit">Maximum number of results.</param>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterId? after, int limit)
    {
        IDatabase database = await redis.DatabaseAsync();
        RedisValue[] ids = await database.SortedSetRangeByValueAsync(
            Set, after?.ToString() ?? default(RedisValue), exclude: after is null ? Exclude.None : Exclude.Start, take: limit);
        DeadLetterId[] letters = [.. ids.Select(id => DeadLetterId.Parse(id.ToString())).OfType<DeadLetterId>()];
        RedisValue[][] found = await Task.WhenAll(letters.Select(letter => database.HashGetAsync(KeyOf(letter), Shown)));
        // A dead letter that was retried meanwhile has no fields any more.
        return [.. letters.Zip(found).Where(one => !one.Second[0].IsNull).Select(one => Letter(one.First, one.Second))];
    }

    public async Task<long> CountAsync() => await (await redis.DatabaseAsync()).SortedSetLengthAsync(Set);

    /// <summary>
    /// Returns the entries, and accepts their claim to be retries only if <see cref="RetryAsync"/> wrote them. Any producer can write these
    /// fields, and with another dead letter's id it could overwrite one that holds a sale.
    /// </summary>
    public async Task<IReadOnlyList<SalesEntry>> WithTrueRetriesAsync(int shard, IReadOnlyList<SalesEntry> entries) =>
        entries.All(entry => entry.Retry is null)
            ? entries
            : await Task.WhenAll(
                entries.Select(async entry => entry.Retry is null || await IsRetryAsync(shard,
                    entry) ? entry : entry with { Retry = null }));

    public async Task<bool> ExistsAsync(DeadLetterId letter) => await (await redis.DatabaseAsync()).KeyExistsAsync(KeyOf(letter));

    /// <summary>Moves a dead letter back to the end of its queue.</summary>
    /// <remarks>
    /// This uses a transaction, which is atomic like a script: Lua cannot pass more than about 8,000 values, and an entry may have more
    /// fields. If the dead letter has been removed since it was read, nothing is done.
    /// </remarks>
    public async Task<LetterRetry> RetryAsync(DeadLetterId letter)
    {
        IDatabase database = await redis.DatabaseAsync();
        RedisKey key = KeyOf(letter);
        Dictionary<RedisValue, RedisValue> kept = (await database.HashGetAllAsync(key)).ToDictionary(one => one.Name, one => one.Value);
        if (!kept.TryGetValue("fields", out RedisValue fields)) return LetterRetry.Missing;
        if (kept.TryGetValue("cut", out RedisValue cut) && cut == "1") return LetterRetry.Cut;
        NameValueEntry[] entry =
        [
            new("letter", letter.ToString()), new("first", kept["first"]), new("count", kept["count"]),
            .. Enumerable.Range(1, (int)fields).Select(i => new NameValueEntry(kept[$"name{i}"], kept[$"value{i}"])),
        ];
        ITransaction move = database.CreateTransaction();
        move.AddCondition(Condition.KeyExists(key));
        Task<RedisValue> added = move.StreamAddAsync(SalesQueues.KeyOf(letter.Shard), entry);
        Task marked = move.ScriptEvaluateAsync(
            DeadLetterScripts.Mark, [SalesQueues.KeyOf(letter.Shard), RetryKeyOf(letter)], [(long)RetryMemory.TotalSeconds]);
        _ = move.KeyDeleteAsync(key);
        _ = move.SortedSetRemoveAsync(Set, letter.ToString());
        if (!await move.ExecuteAsync()) return LetterRetry.Missing;
        await added;
        await marked;
        return LetterRetry.Done;
    }

    private async Task<bool> IsRetryAsync(int shard, SalesEntry entry) =>
        DeadLetterId.Parse(entry.Retry!.DeadLetterId) is { } letter
        && letter.Shard == shard // an entry of another shard may have the same id
        && await (await redis.DatabaseAsync()).StringGetAsync(RetryKeyOf(letter)) == entry.EntryId;

    /// <summary>Deletes a dead letter; false when it does not exist.</summary>
    public async Task<bool> DeleteAsync(DeadLetterId letter) =>
        (int)await (await redis.DatabaseAsync()).ScriptEvaluateAsync(
            DeadLetterScripts.Delete, [Set, KeyOf(letter)], [letter.ToString()]) == 1;

    private static RedisKey[] KeysOf(DeadLetterId letter) => [Set, KeyOf(letter), SalesQueues.KeyOf(letter.Shard)];

    private static RedisKey KeyOf(DeadLetterId letter) => $"{Set}:{letter}";

    private static RedisKey RetryKeyOf(DeadLetterId letter) => $"{SalesQueues.Sales}:retry:{letter}";

    private static DeadLetter Letter(DeadLetterId id, RedisValue[] fields) => new(
        id,
        fields[1].IsNullOrEmpty ? null : fields[1].ToString(),
        fields[0].ToString(),
        Time(fields[2]),
        Time(fields[3]),
        (int)fields[4],
        (long)fields[5],
        Clean(fields[6].ToString()));

    private static string Milliseconds(DateTime utc) =>
        new DateTimeOffset(utc, TimeSpan.Zero).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTime Time(RedisValue milliseconds) => DateTime.UnixEpoch.AddMilliseconds((long)milliseconds);

    /// <summary>The text may be cut in the middle of a character, or may never have been text.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
