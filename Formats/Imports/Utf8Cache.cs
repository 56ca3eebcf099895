using System.Text;
using System.Text.Unicode;

namespace RetailGrains.Imports;

/// <summary>
/// Caches the strings of repeated UTF-8 texts: the products, descriptions and customers of half a million rows are a few thousand strings.
/// Each text has one slot, which a newer text overwrites, so the memory is bounded without eviction.
/// </summary>
internal sealed class Utf8Cache
{
    private const int Slots = 1 << 14;
    private const int MaxKept = 128;

    private readonly (byte[] Utf8, string Text)[] _slots = new (byte[], string)[Slots];

    /// <summary>Returns the string of a text; null when it is not valid UTF-8.</summary>
    public string? Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxKept) return Decode(utf8);
        ref (byte[] Utf8, string Text) slot = ref _slots[Utf8Hash.Of(utf8) & (Slots - 1)];
        if (slot.Utf8 is not null && utf8.SequenceEqual(slot.Utf8)) return slot.Text;
        if (Decode(utf8) is not { } text) return null;
        slot = (utf8.ToArray(), text);
        return text;
    }

    private static string? Decode(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;
}

/// <summary>A hash of UTF-8 texts. It is seeded per process, so that no file can cause collisions.</summary>
internal static class Utf8Hash
{
    public static int Of(ReadOnlySpan<byte> utf8)
    {
        HashCode hash = default;
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }
}
