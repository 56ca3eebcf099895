namespace RetailGrains.Ledger.Walks;

/// <summary>
/// Walks through rankings, for all API processes: which ids the pages after the first show, and in which order. A walk is written once,
/// before it is read, and never changed.
/// </summary>
public interface IWalkStore
{
    /// <summary>Some of a walk's ids; null when there is no such walk, or none any more.</summary>
    /// <param name="walk">Its id.</param>
    /// <param name="from">The first id's place, from 0.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="now">UTC: a walk that is read is used.</param>
    /// <param name="cancel">Cancels.</param>
    Task<WalkPart?> ReadAsync(Guid walk, int from, int count, DateTime now, CancellationToken cancel);

    /// <summary>
    /// Writes a walk; one that is there already stays as it is. Walks that were not used for long end, and the longest unused ones when
    /// there are too many.
    /// </summary>
    Task WriteAsync(Guid walk, IReadOnlyList<string> ids, WalkBounds bounds, DateTime now, CancellationToken cancel);
}

/// <param name="Size">How many ids the whole walk has.</param>
/// <param name="Ids">Those asked for.</param>
public sealed record WalkPart(int Size, IReadOnlyList<string> Ids);

/// <summary>How much is kept of walks, all together.</summary>
/// <param name="Walks">At most so many.</param>
/// <param name="Ids">At most so many ids in all of them.</param>
/// <param name="Unused">A walk ends when it was not used for so long.</param>
public sealed record WalkBounds(int Walks, long Ids, TimeSpan Unused)
{
    /// <summary>About 100 MB in the database at most.</summary>
    public static WalkBounds Standard { get; } = new(Walks: 1_000, Ids: 5_000_000, TimeSpan.FromMinutes(30));
}
