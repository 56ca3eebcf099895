using System.Globalization;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>What became of putting a letter back.</summary>
internal enum LetterRetry
{
    /// <summary>It is in its queue.</summary>
    Done,

    /// <summary>There is no such letter.</summary>
    Missing,

    /// <summary>Only its beginning was kept, so that there is nothing to put back.</summary>
    Cut,
}

/// <summary>What was refused of the sales streams. As durable as Redis is.</summary>
internal sealed class DeadLetters(RedisConnection redis, TimeProvider time)
{
    private const string Set = SalesQueues.Sales + ":dead";

    /// <summary>So much is kept of an entry that is too large to be a letter.</summary>
    private const int KeptOfLarge = 64 * 1024;

    /// <summary>How long it is remembered that an entry is a letter that was put back. A later refusal makes a letter of another id.</summary>
    private static readonly TimeSpan RetryMemory = TimeSpan.FromDays(30);

    private static readonly RedisValue[] Shown = ["reason", "transaction", "first", "last", "count", "bytes", "preview"];

    /// <summary>Sets aside; returns when Redis has all of them. The same again changes nothing.</summary>
    public async Task RefuseAsync(IReadOnlyList<Refusal> refusals)
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

    /// <summary>Letters in order.</summary>
    /// <param name="after">Only those behind this one; null for the first.</param>
    /// <param name="limit">At most so many.</param>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(LetterId? after, int limit)
    {
        IDatabase database = await redis.DatabaseAsync();
        RedisValue[] ids = await database.SortedSetRangeByValueAsync(
            Set, after?.ToString() ?? default(RedisValue), exclude: after is null ? Exclude.None : Exclude.Start, take: limit);
        LetterId[] letters = [.. ids.Select(id => LetterId.Parse(id.ToString())).OfType<LetterId>()];
        RedisValue[][] found = await Task.WhenAll(letters.Select(letter => database.HashGetAsync(KeyOf(letter), Shown)));
        // One that was put back meanwhile has no fields any more.
        return [.. letters.Zip(found).Where(one => !one.Second[0].IsNull).Select(one => Letter(one.First, one.Second))];
    }

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync() => await (await redis.DatabaseAsync()).SortedSetLengthAsync(Set);

    /// <summary>
    /// The entries, with what they say to be retries only where <see cref="RetryAsync"/> wrote them: anybody can write the fields, and with
    /// another letter's id would overwrite a letter that holds a sale.
    /// </summary>
    public async Task<IReadOnlyList<SalesEntry>> WithTrueRetriesAsync(int shard, IReadOnlyList<SalesEntry> entries) =>
        entries.All(entry => entry.Retry is null)
            ? entries
            : await Task.WhenAll(entries.Select(async entry => entry.Retry is null || await IsRetryAsync(shard, entry) ? entry : entry with { Retry = null }));

    /// <summary>Whether there is such a letter.</summary>
    public async Task<bool> ExistsAsync(LetterId letter) => await (await redis.DatabaseAsync()).KeyExistsAsync(KeyOf(letter));

    /// <summary>Puts a letter back at the end of its queue; it is no letter any more.</summary>
    /// <remarks>
    /// A transaction, which has effect whole or not at all like a script: Lua can't pass on more than some 8,000 values, and an entry may
    /// have more fields than that. If the letter has vanished since it was read, nothing is done.
    /// </remarks>
    public async Task<LetterRetry> RetryAsync(LetterId letter)
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
        LetterId.Parse(entry.Retry!.LetterId) is { } letter
        && letter.Shard == shard // an entry of another shard may have the same id
        && await (await redis.DatabaseAsync()).StringGetAsync(RetryKeyOf(letter)) == entry.EntryId;

    /// <summary>Deletes a letter; false when there is no such letter.</summary>
    public async Task<bool> DeleteAsync(LetterId letter) =>
        (int)await (await redis.DatabaseAsync()).ScriptEvaluateAsync(
            DeadLetterScripts.Delete, [Set, KeyOf(letter)], [letter.ToString()]) == 1;

    private static RedisKey[] KeysOf(LetterId letter) => [Set, KeyOf(letter), SalesQueues.KeyOf(letter.Shard)];

    private static RedisKey KeyOf(LetterId letter) => $"{Set}:{letter}";

    private static RedisKey RetryKeyOf(LetterId letter) => $"{SalesQueues.Sales}:retry:{letter}";

    private static DeadLetter Letter(LetterId id, RedisValue[] fields) => new(
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

    /// <summary>Cut by bytes, it may end in half a character, or never have been text.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
