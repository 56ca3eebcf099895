using System.Text;
using System.Text.Unicode;

namespace RetailGrains.Text;

/// <summary>
/// Caches the strings of repeated texts: the products, descriptions, stores and customers of a million lines are a few thousand strings.
/// Each text has one slot, which a newer text overwrites, so the memory is bounded without eviction. Safe for several threads.
/// </summary>
internal sealed class Utf8Cache
{
    private const int Slots = 1 << 14;
    private const int MaxKept = 128;

    // Only texts in ASCII: comparing them with their bytes costs no more than comparing bytes.
    private readonly string?[] _slots = new string?[Slots];

    /// <summary>Returns the string of a text; null when it is not valid UTF-8.</summary>
    public string? Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxKept) return Decode(utf8);
        int place = Utf8Hash.Of(utf8) & (Slots - 1);
        if (_slots[place] is { } kept && Ascii.Equals(utf8, kept)) return kept;
        string? text = Decode(utf8);
        if (text?.Length == utf8.Length) _slots[place] = text;
        return text;
    }

    private static string? Decode(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;
}

/// <summary>A hash of UTF-8 texts. It is seeded per process, so that no sender can cause collisions.</summary>
internal static class Utf8Hash
{
    public static int Of(ReadOnlySpan<byte> utf8)
    {
        HashCode hash = default;
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }
}
