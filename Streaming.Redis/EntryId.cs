using System.Globalization;

namespace RetailGrains.Streaming.Redis;

/// <summary>The id of an entry in a Redis stream: milliseconds, then a sequence within the millisecond.</summary>
internal readonly record struct EntryId(ulong Milliseconds, ulong Sequence) : IComparable<EntryId>
{
    private const int SequenceBits = 20;

    /// <summary>Less than the id of every entry.</summary>
    public static EntryId Zero => default;

    public static EntryId Parse(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return new EntryId(
            ulong.Parse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture),
            ulong.Parse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Converts the id to a number that depends only on the id. Fails for ids that Redis does not generate: above 2^43
    /// milliseconds (the year 2248), or with more than a million entries in one millisecond.
    /// </summary>
    public bool TryGetToken(out long token)
    {
        token = (long)(Milliseconds << SequenceBits | Sequence);
        return Milliseconds < 1UL << (63 - SequenceBits) && Sequence < 1UL << SequenceBits;
    }

    public int CompareTo(EntryId other) =>
        Milliseconds != other.Milliseconds ? Milliseconds.CompareTo(other.Milliseconds) : Sequence.CompareTo(other.Sequence);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Sequence}");
}
