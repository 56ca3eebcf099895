using RetailGrains.Ledger.Erasure;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>Erasure of customers from dead letters. A dead letter that is retried later is recorded under the pseudonym.</summary>
public sealed partial class DeadLetters
{
    private const int ErasedAtOnce = 100;
    private const int PreviewLength = 1_000;

    /// <summary>Replaces a customer in all dead letters, and removes the notes of the customer's sales.</summary>
    /// <returns>How many named the customer.</returns>
    internal async Task<int> EraseAsync(PersonalText text)
    {
        IDatabase database = await redis.DatabaseAsync();
        int erased = 0;
        RedisValue after = default;
        while (true)
        {
            RedisValue[] ids = await database.SortedSetRangeByValueAsync(
                Set, after, exclude: after.IsNull ? Exclude.None : Exclude.Start, take: ErasedAtOnce);
            foreach (RedisValue id in ids)
                if (DeadLetterId.Parse(id.ToString()) is { } letter && await EraseAsync(database, KeyOf(letter), text)) erased++;
            if (ids.Length < ErasedAtOnce) return erased;
            after = ids[^1];
        }
    }

    private static async Task<bool> EraseAsync(IDatabase database, RedisKey key, PersonalText text)
    {
        Dictionary<RedisValue, RedisValue> kept = (await database.HashGetAllAsync(key)).ToDictionary(one => one.Name, one => one.Value);
        if (!kept.TryGetValue("fields", out RedisValue fields)) return false;
        List<HashEntry> changes = [];
        List<string> preview = [];
        for (int i = 1; i <= (int)fields; i++)
        {
            string name = kept[$"name{i}"].ToString(), value = kept[$"value{i}"].ToString();
            string erased = name is "tx" or "batch" ? text.EraseJson(value) : text.Erase(value);
            preview.Add($"{name} {erased} ");
            if (erased != value) changes.Add(new HashEntry($"value{i}", erased));
        }

        string reason = kept["reason"].ToString();
        if (text.EraseQuoted(reason) is var without && without != reason) changes.Add(new HashEntry("reason", without));
        if (changes.Count == 0) return false;
        string shown = string.Concat(preview);
        changes.Add(new HashEntry("preview", shown[..Math.Min(shown.Length, PreviewLength)]));
        // A dead letter that was retried or deleted meanwhile must not come back.
        ITransaction change = database.CreateTransaction();
        change.AddCondition(Condition.KeyExists(key));
        _ = change.HashSetAsync(key, [.. changes]);
        return await change.ExecuteAsync();
    }
}
