namespace RetailGrains.ServiceDefaults.Settings;

/// <summary>Suggests a word for a misspelt one.</summary>
internal static class NearestWord
{
    /// <summary>The most similar known word; null when none is similar.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        // At most a third of the letters may differ; beyond that a suggestion is a guess.
        int most = Math.Max(1, word.Length / 3);
        return known.Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
            .Where(pair => pair.Distance <= most)
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .FirstOrDefault().Candidate;
    }

    /// <summary>" Did you mean X?", or nothing.</summary>
    public static string Question(string word, IEnumerable<string> known) => Of(word, known) is { } near ? $" Did you mean {near}?" : "";

    /// <summary>The number of inserted, deleted, replaced and swapped letters, ignoring case (Damerau-Levenshtein distance).</summary>
    public static int Distance(string one, string other)
    {
        string a = one.ToUpperInvariant(), b = other.ToUpperInvariant();
        var distance = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) distance[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) distance[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(replaced, Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }

        return distance[a.Length, b.Length];
    }
}
