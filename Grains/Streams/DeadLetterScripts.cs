namespace RetailGrains.Streams;

/// <summary>
/// What Redis does in one step, so that a letter is never half there, and is either a letter or back in its queue. A letter is a hash
/// <c>sales:dead:{id}</c>; the sorted set <c>sales:dead</c> has their ids, in order.
/// </summary>
internal static class DeadLetterScripts
{
    /// <summary>
    /// KEYS: the set, the letter, the queue. ARGV: letter id, reason, transaction id, now, first time or empty, count, entry id, JSON or
    /// empty. Without JSON the entry's fields are copied as they stand in the queue; an entry that is gone was dealt with before. It is
    /// allowed when memory is full: what blocks the queue must be able to leave it.
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
        local kept, bytes, preview = 0, 0, ''
        for i = 1, #fields, 2 do
            local name, value = fields[i], fields[i + 1]
            if name ~= 'letter' and name ~= 'first' and name ~= 'count' then
                kept = kept + 1
                bytes = bytes + #name + #value
                redis.call('HSET', KEYS[2], 'name' .. kept, name, 'value' .. kept, value)
                if #preview < 1000 then preview = preview .. string.sub(name, 1, 1000) .. ' ' .. string.sub(value, 1, 1000) .. ' ' end
            end
        end
        redis.call('HSET', KEYS[2], 'reason', ARGV[2], 'transaction', ARGV[3], 'first', first, 'last', ARGV[4], 'count', ARGV[6],
            'fields', kept, 'bytes', bytes, 'preview', string.sub(preview, 1, 1000))
        redis.call('ZADD', KEYS[1], 0, ARGV[1])
        return 1
        """;

    /// <summary>KEYS: the set, the letter. ARGV: letter id. Answers whether there was such a letter.</summary>
    public const string Delete =
        """
        redis.call('ZREM', KEYS[1], ARGV[1])
        return redis.call('DEL', KEYS[2])
        """;
}
