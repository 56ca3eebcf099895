using System.Collections.Frozen;
using System.Globalization;

namespace RetailGrains.Text;

/// <summary>Unicode's canonical decompositions, compositions and combining classes.</summary>
internal static class CanonicalForms
{
    // Hangul syllables are computed: Unicode, section 3.12.
    private const int FirstSyllable = 0xAC00, FirstLeading = 0x1100, FirstVowel = 0x1161, FirstTrailing = 0x11A7;
    private const int Leading = 19, Vowels = 21, Trailing = 28, Syllables = Leading * Vowels * Trailing;

    private static readonly FrozenDictionary<int, int[]> Decompositions;
    private static readonly FrozenDictionary<long, int> Compositions;
    private static readonly FrozenDictionary<int, byte> Classes;

    static CanonicalForms()
    {
        var decompositions = new Dictionary<int, int[]>();
        var compositions = new Dictionary<long, int>();
        var classes = new Dictionary<int, byte>();
        foreach (string line in Lines())
        {
            int[] numbers = [.. line.TrimStart('@', '!').Split(' ').Select(Hexadecimal)];
            if (line[0] == '@')
            {
                for (int c = numbers[1]; c <= numbers[2]; c++) classes.Add(c, (byte)numbers[0]);
                continue;
            }

            decompositions.Add(numbers[0], numbers[1..]);
            if (line[0] != '!') compositions.Add(Pair(numbers[1], numbers[2]), numbers[0]);
        }

        (Decompositions, Compositions, Classes) =
            (decompositions.ToFrozenDictionary(), compositions.ToFrozenDictionary(), classes.ToFrozenDictionary());
    }

    /// <summary>Returns the combining class; 0 for characters that do not combine with an earlier one.</summary>
    public static int ClassOf(int character) => Classes.GetValueOrDefault(character);

    /// <summary>Adds the character's full decomposition, or the character itself if it has none.</summary>
    public static void Decompose(int character, List<int> into)
    {
        if (character is >= FirstSyllable and < FirstSyllable + Syllables)
        {
            int syllable = character - FirstSyllable;
            into.Add(FirstLeading + (syllable / (Vowels * Trailing)));
            into.Add(FirstVowel + (syllable % (Vowels * Trailing) / Trailing));
            if (syllable % Trailing > 0) into.Add(FirstTrailing + (syllable % Trailing));
        }
        else if (Decompositions.TryGetValue(character, out int[]? parts))
        {
            foreach (int part in parts) Decompose(part, into);
        }
        else
        {
            into.Add(character);
        }
    }

    /// <summary>Returns the character that the two compose to; null when there is none.</summary>
    public static int? Compose(int first, int second)
    {
        if (first is >= FirstLeading and < FirstLeading + Leading && second is >= FirstVowel and < FirstVowel + Vowels)
            return FirstSyllable + ((((first - FirstLeading) * Vowels) + second - FirstVowel) * Trailing);
        if (first is >= FirstSyllable and < FirstSyllable + Syllables
            && (first - FirstSyllable) % Trailing == 0
            && second is > FirstTrailing and < FirstTrailing + Trailing)
        {
            return first + second - FirstTrailing;
        }

        return Compositions.TryGetValue(Pair(first, second), out int composed) ? composed : null;
    }

    private static long Pair(int first, int second) => ((long)first << 32) | (uint)second;

    private static int Hexadecimal(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines()
    {
        using var reader = new StreamReader(typeof(CanonicalForms).Assembly.GetManifestResourceStream("CanonicalForms.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#') yield return line;
        }
    }
}
