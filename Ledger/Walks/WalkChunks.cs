namespace RetailGrains.Ledger.Walks;

/// <summary>Stores a walk's ids in chunks, so that a page reads one or two rows instead of the whole walk.</summary>
internal static class WalkChunks
{
    public const int Size = 500;

    /// <summary>Reading marks a walk as used, but at most once per interval, so that most pages write nothing.</summary>
    public static readonly TimeSpan MarkInterval = TimeSpan.FromMinutes(1);

    public static IEnumerable<string[]> Of(IReadOnlyList<string> ids) => ids.Chunk(Size);

    public static int First(int from) => from / Size;

    public static int Last(int from, int count) => (from + count - 1) / Size;

    /// <summary>Returns the requested ids from the chunks that hold them; null when one of the chunks is missing.</summary>
    public static WalkPart? Part(int size, IReadOnlyList<string[]> chunks, int from, int count)
    {
        int wanted = Math.Max(0, Math.Min(count, size - from));
        string[] ids = [.. chunks.SelectMany(chunk => chunk).Skip(from % Size).Take(wanted)];
        return ids.Length == wanted ? new WalkPart(size, ids) : null;
    }
}
