namespace RetailGrains.Access;

/// <summary>The rotation of a client's secrets.</summary>
internal static class SubjectSecrets
{
    /// <summary>More than two are valid at once only if a client rotates again before the earlier overlap has ended.</summary>
    private const int MaxSecrets = 5;

    /// <summary>Returns the new secret, and the others that are still valid with a limited validity.</summary>
    public static SubjectSecret[] Rotate(IEnumerable<SubjectSecret> secrets, SubjectSecret next, DateTime oldValidUntil, DateTime now) =>
    [
        .. secrets
            .Select(old => old with { ValidUntil = old.ValidUntil < oldValidUntil ? old.ValidUntil : oldValidUntil })
            .Where(old => old.ValidUntil > now)
            .Prepend(next)
            .Take(MaxSecrets),
    ];
}
