using System.Text;

namespace RetailGrains.Text;

/// <summary>
/// Unicode's normal form NFC. .NET delegates normalization to ICU and returns text unchanged where ICU is missing, as in small containers;
/// ids would then differ between hosts.
/// </summary>
public static class ComposedText
{
    /// <summary>Every character below it is composed and combines with nothing.</summary>
    private const char FirstCombining = '\u0300';

    /// <summary>Returns the text in NFC; the same instance when it is already in NFC.</summary>
    /// <param name="text">Text without lone surrogates; other text is returned unchanged.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyInRange(FirstCombining, char.MaxValue)) return text;
        var characters = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune)) return text;
            CanonicalForms.Decompose(rune.Value, characters);
            i += rune.Utf16SequenceLength - 1;
        }

        Order(characters);
        Compose(characters);
        string composed = string.Concat(characters.Select(char.ConvertFromUtf32));
        return composed == text ? text : composed;
    }

    /// <summary>Sorts each run of combining characters by class; the sort is stable.</summary>
    private static void Order(List<int> characters)
    {
        for (int i = 1; i < characters.Count; i++)
        {
            int moved = characters[i], combiningClass = CanonicalForms.ClassOf(moved), to = i;
            for (; combiningClass > 0 && to > 0 && CanonicalForms.ClassOf(characters[to - 1]) > combiningClass; to--)
                characters[to] = characters[to - 1];
            characters[to] = moved;
        }
    }

    /// <summary>Composes each character with the last starter before it, unless a character in between blocks it.</summary>
    private static void Compose(List<int> characters)
    {
        int starter = -1, kept = 0, lastClass = 0;
        foreach (int character in characters.ToArray())
        {
            int combiningClass = CanonicalForms.ClassOf(character);
            bool blocked = kept - 1 > starter && lastClass >= combiningClass;
            if (starter >= 0 && !blocked && CanonicalForms.Compose(characters[starter], character) is { } composed)
            {
                characters[starter] = composed;
                continue;
            }

            if (combiningClass == 0) starter = kept;
            lastClass = combiningClass;
            characters[kept++] = character;
        }

        characters.RemoveRange(kept, characters.Count - kept);
    }
}
