namespace RetailGrains.Access;

/// <summary>How a client's secrets follow one another.</summary>
internal static class SubjectSecrets
{
    /// <summary>More than two are valid at once only where somebody rotates again before the first time is over.</summary>
    private const int Most = 5;

    /// <summary>The new one and those of the others that are still valid, with an end.</summary>
    public static SubjectSecret[] Rotate(IEnumerable<SubjectSecret> secrets, SubjectSecret next, DateTime oldValidUntil, DateTime now) =>
    [
        .. secrets
            .Select(old => old with { ValidUntil = old.ValidUntil < oldValidUntil ? old.ValidUntil : oldValidUntil })
            .Where(old => old.ValidUntil > now)
            .Prepend(next)
            .Take(Most),
    ];
}
