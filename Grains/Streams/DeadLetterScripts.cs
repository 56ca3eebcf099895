namespace RetailGrains.Streams;

/// <summary>
/// Redis scripts. Each is atomic, so that a dead letter is never incomplete, and is either a dead letter or back in its queue. A dead
/// letter is a hash <c>sales:dead:{id}</c>; the sorted set <c>sales:dead</c> holds the ids, in order.
/// </summary>
internal static class DeadLetterScripts
{
    /// <summary>
    /// KEYS: the set, the dead letter, the queue. ARGV: dead letter id, reason, transaction id, now, first time or empty, count, entry id,
    /// JSON or empty, maximum bytes of an entry, bytes that are kept of a larger one. Without JSON the script copies the entry's fields
    /// from the queue, or their beginning; an entry that no longer exists was already processed. The script may run when memory is full,
    /// because content that blocks the queue must be able to leave it.
    /// </summary>
    public const string Refuse =
        """
        #!lua flags=allow-oom
        local fields = {'v', '1', 'tx', ARGV[8]}
        if ARGV[8] == '' then
            local found = redis.call('XRANGE', KEYS[3], ARGV[7], ARGV[7])
            if #found == 0 then return 0 end
            fields = found[1][2]
        end
        local first = redis.call('HGET', KEYS[2], 'first')
        if not first then first = ARGV[5] end
        if first == '' then first = ARGV[4] end
        redis.call('DEL', KEYS[2])
        local size = 0
        for i = 1, #fields do size = size + #fields[i] + 16 end
        local cut, left = size > tonumber(ARGV[9]), tonumber(ARGV[10])
        local kept, bytes, preview = 0, 0, ''
        for i = 1, #fields, 2 do
            local name, value = fields[i], fields[i + 1]
            if name ~= 'letter' and name ~= 'first' and name ~= 'count' then
                bytes = bytes + #name + #value
                if cut then
                    name, value = string.sub(name, 1, left), string.sub(value, 1, math.max(0, left - #name))
                    left = left - #name - #value
                end
                if not cut or kept < 50 then
                    kept = kept + 1
                    redis.call('HSET', KEYS[2], 'name' .. kept, name, 'value' .. kept, value)
                end
                if #preview < 1000 then preview = preview .. string.sub(name, 1, 1000) .. ' ' .. string.sub(value, 1, 1000) .. ' ' end
            end
        end
        redis.call('HSET', KEYS[2], 'reason', ARGV[2], 'transaction', ARGV[3], 'first', first, 'last', ARGV[4], 'count', ARGV[6],
            'fields', kept, 'bytes', bytes, 'cut', cut and '1' or '0', 'preview', string.sub(preview, 1, 1000))
        redis.call('ZADD', KEYS[1], 0, ARGV[1])
        if cut then
            fields = nil
            collectgarbage()
        end
        return 1
        """;

    /// <summary>
    /// Runs after XADD in the same transaction, so that the queue's last entry is the retried one. KEYS: the queue, the mark. ARGV:
    /// seconds.
    /// </summary>
    public const string Mark =
        """
        redis.call('SET', KEYS[2], redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1], 'EX', ARGV[1])
        return 1
        """;

    /// <summary>KEYS: the set, the dead letter. ARGV: dead letter id. Returns whether the dead letter existed.</summary>
    public const string Delete =
        """
        redis.call('ZREM', KEYS[1], ARGV[1])
        return redis.call('DEL', KEYS[2])
        """;
}
