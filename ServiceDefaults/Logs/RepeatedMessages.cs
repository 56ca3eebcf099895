namespace RetailGrains.ServiceDefaults.Logs;

/// <summary>
/// Limits repeated messages: per minute it allows a few of each kind and a maximum of all kinds, and counts the rest. Thread-safe.
/// </summary>
internal sealed class RepeatedMessages(TimeProvider time)
{
    /// <summary>The maximum number of messages of one kind per minute.</summary>
    public const int MaxOfAKind = 3;

    /// <summary>The maximum number of messages of all kinds per minute.</summary>
    public const int MaxOfAll = 25;

    /// <summary>Maximum number of distinct kinds; further ones count as one.</summary>
    private const int MaxKinds = 500;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly MessageKind Others = new("other categories", null);

    private readonly Lock _lock = new();
    private readonly Dictionary<MessageKind, int> _seen = [];
    private readonly Dictionary<MessageKind, long> _omitted = [];
    private long _began = time.GetTimestamp();
    private int _written;
    private long _allOmitted;

    /// <summary>Whether a message may be written.</summary>
    public bool Admit(MessageKind kind)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_began) >= Window) BeginWindow();
            if (_seen.Count >= MaxKinds && !_seen.ContainsKey(kind)) kind = Others;
            int seen = _seen[kind] = _seen.GetValueOrDefault(kind) + 1;
            if (seen <= MaxOfAKind && _written < MaxOfAll)
            {
                _written++;
                return true;
            }

            _omitted[kind] = _omitted.GetValueOrDefault(kind) + 1;
            _allOmitted++;
            return false;
        }
    }

    /// <summary>Number of messages omitted since the start.</summary>
    public long Omitted
    {
        get
        {
            lock (_lock) return _allOmitted;
        }
    }

    /// <summary>The omitted messages since the last call, the most frequent first.</summary>
    public IReadOnlyList<(MessageKind Kind, long Count)> TakeOmitted()
    {
        lock (_lock)
        {
            (MessageKind, long)[] omitted = [.. _omitted.OrderByDescending(one => one.Value).Select(one => (one.Key, one.Value))];
            _omitted.Clear();
            return omitted;
        }
    }

    private void BeginWindow()
    {
        _began = time.GetTimestamp();
        _seen.Clear();
        _written = 0;
    }
}

/// <summary>The identity of a message: its category, its event and the exception's type.</summary>
internal readonly record struct MessageKind(string Category, string? Event, Type? Exception = null)
{
    public override string ToString() =>
        (Event, Exception) switch
        {
            (null, null) => Category,
            (null, _) => $"{Category} ({Exception.Name})",
            (_, null) => $"{Category} {Event}",
            _ => $"{Category} {Event} ({Exception.Name})",
        };
}
