namespace RetailGrains.Figures;

/// <summary>Divides the calls for the entities of one silo into messages. Pure.</summary>
internal static class DeltaMessages
{
    /// <summary>
    /// Maximum size of a message, except for a single call that is larger. Several messages on their way to one silo do not delay each
    /// other as one large message would.
    /// </summary>
    public const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>Returns messages of at least one call, which together contain every call once, in the same order.</summary>
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IEnumerable<T> calls, Func<T, long> sizeOf)
    {
        List<T> message = [];
        long bytes = 0;
        foreach (T call in calls)
        {
            long size = sizeOf(call);
            if (message.Count > 0 && bytes + size > MaxBytes)
            {
                yield return message;
                (message, bytes) = ([], 0);
            }

            message.Add(call);
            bytes += size;
        }

        if (message.Count > 0) yield return message;
    }
}
