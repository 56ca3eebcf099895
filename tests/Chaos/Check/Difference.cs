namespace RetailGrains.Tests.Chaos.Check;

/// <summary>Compares served figures with computed figures.</summary>
internal static class Difference
{
    /// <summary>Reports every key that only one side has, and every figure that differs.</summary>
    public static void Note<TKey>(
        string what, IReadOnlyDictionary<TKey, Figures> computed, IReadOnlyDictionary<TKey, Figures> served, Violations violations)
    {
        foreach ((TKey key, Figures figures) in computed)
        {
            if (!served.TryGetValue(key, out Figures answer)) violations.Add($"{what} {key} is not served; the ledger says {figures}");
            else Note($"{what} {key}", figures, answer, violations);
        }

        foreach ((TKey key, Figures figures) in served)
        {
            if (!computed.ContainsKey(key)) violations.Add($"{what} {key} is served with {figures}; the ledger does not know it");
        }
    }

    public static void Note(string what, Figures computed, Figures served, Violations violations)
    {
        if (computed != served) violations.Add($"{what} is served with {served}; the ledger says {computed}");
    }
}
