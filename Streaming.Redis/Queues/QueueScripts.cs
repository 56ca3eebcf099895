namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>Operations that must be atomic in Redis, because another silo may act concurrently.</summary>
internal static class QueueScripts
{
    /// <summary>Another silo owns the queue.</summary>
    public const string Fenced = "fenced";

    /// <summary>This silo has just become the owner; it must read the pending entries first.</summary>
    public const string Claimed = "claimed";

    /// <summary>
    /// Reads, if this silo owns the queue, and renews the lease. So no silo that has lost the queue can read entries that the new owner
    /// then misses: the new owner starts with the pending entries, and afterwards it is the only reader. KEYS: queue, owner. ARGV: group,
    /// consumer, me, lease in ms, 1 to take the queue from any owner, id to read after (or >), count (0: only renew), bytes after which
    /// reading stops, maximum bytes of an entry, bytes that are kept of a larger one. Allowed when Redis' memory is full, because a silo
    /// that could not take the queue could not drain it. Entries are read one by one, because their size is not known in advance: at most
    /// one oversized entry is in memory, and it never leaves Redis. Returns entries as id, fields (or false), and the size if they are
    /// truncated. A field counts 16 bytes more than its length.
    /// </summary>
    public const string Read = """
        #!lua flags=allow-oom
        local owner = redis.call('GET', KEYS[2])
        if owner ~= ARGV[3] then
            if owner and ARGV[5] == '0' then return {'fenced'} end
            redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
            return {'claimed'}
        end
        redis.call('PEXPIRE', KEYS[2], ARGV[4])
        if ARGV[7] == '0' then return {'read', false} end
        local count, room, most = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
        local after, entries, bytes = ARGV[6], {}, 0
        while #entries < count and bytes < room do
            local read = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', 1, 'STREAMS', KEYS[1], after)
            local entry = read and read[1][2][1]
            if not entry then break end
            local fields, size = entry[2], 0
            if fields then
                for i = 1, #fields do size = size + #fields[i] + 16 end
            end
            if size > most then
                local head, left = {}, tonumber(ARGV[10])
                for i = 1, math.min(#fields, 100) do
                    head[i] = string.sub(fields[i], 1, left)
                    left = left - #head[i]
                end
                entries[#entries + 1] = {entry[1], head, size}
                read, entry, fields = nil, nil, nil
                collectgarbage()
            else
                entries[#entries + 1] = {entry[1], fields, 0}
            end
            if after ~= '>' then after = entries[#entries][1] end
            bytes = bytes + size
        end
        return {'read', entries}
        """;

    /// <summary>Releases the queue, if this silo owns it. KEYS: owner. ARGV: me.</summary>
    public const string Release = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
        return false
        """;

    /// <summary>
    /// Deletes the entries that every group has read and acknowledged; returns the oldest pending id of our group. KEYS: queue. ARGV: our
    /// group, 1 to delete (0: only return the id). Ids are compared as text, because their numbers exceed Lua's precision.
    /// </summary>
    public const string Trim = """
        local function parts(id) return string.match(id, '^(%d+)-(%d+)$') end
        local function below(a, b) if #a ~= #b then return #a < #b end return a < b end
        local function older(x, y)
            local xm, xs = parts(x)
            local ym, ys = parts(y)
            if xm ~= ym then return below(xm, ym) end
            return below(xs, ys)
        end
        local function after(id)
            local ms, seq = parts(id)
            if #seq > 15 then return id end
            return ms .. '-' .. string.format('%.0f', tonumber(seq) + 1)
        end
        if redis.call('EXISTS', KEYS[1]) == 0 then return false end
        local keep, ours = nil, false
        for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
            local info = {}
            for i = 1, #group, 2 do info[group[i]] = group[i + 1] end
            local needed = after(info['last-delivered-id'])
            if info['pending'] > 0 then
                local oldest = redis.call('XPENDING', KEYS[1], info['name'])[2]
                if older(oldest, needed) then needed = oldest end
                if info['name'] == ARGV[1] then ours = oldest end
            end
            if not keep or older(needed, keep) then keep = needed end
        end
        if keep and ARGV[2] == '1' then redis.call('XTRIM', KEYS[1], 'MINID', '=', keep) end
        return ours
        """;

    /// <summary>
    /// The lag of our group: waiting, pending, the oldest id (or false), Redis' clock in ms, the last id read (or false). KEYS: queue.
    /// ARGV: our group.
    /// </summary>
    public const string Lag = """
        local time = redis.call('TIME')
        local now = time[1] .. string.format('%03d', math.floor(tonumber(time[2]) / 1000))
        if redis.call('EXISTS', KEYS[1]) == 0 then return {0, 0, false, now, false} end
        local length = redis.call('XLEN', KEYS[1])
        local waiting, pending, last, oldest = length, 0, nil, false
        for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
            local info = {}
            for i = 1, #group, 2 do info[group[i]] = group[i + 1] end
            if info['name'] == ARGV[1] then
                pending, last = info['pending'], info['last-delivered-id']
                if info['lag'] then waiting = pending + info['lag'] end
            end
        end
        if pending > 0 then
            oldest = redis.call('XPENDING', KEYS[1], ARGV[1])[2]
        elseif waiting > 0 then
            local first = redis.call('XRANGE', KEYS[1], last and '(' .. last or '-', '+', 'COUNT', 1)[1]
            if first then oldest = first[1] else waiting = 0 end
        end
        return {waiting, pending, oldest, now, last or false}
        """;
}
