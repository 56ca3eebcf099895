namespace RetailGrains.Ledger.Walks;

/// <summary>
/// Walks of rankings, for all API processes: the ids of the pages after the first, in order. A walk is written once, before it is read, and
/// never changed.
/// </summary>
public interface IWalkStore
{
    /// <summary>Returns some of a walk's ids; null when the walk does not exist, or has been deleted.</summary>
    /// <param name="walk">The walk's id.</param>
    /// <param name="from">The index of the first id, from 0.</param>
    /// <param name="count">Maximum number of ids.</param>
    /// <param name="now">UTC. Reading a walk marks it as used.</param>
    /// <param name="cancel">Cancels the read.</param>
    Task<WalkPart?> ReadAsync(Guid walk, int from, int count, DateTime now, CancellationToken cancel);

    /// <summary>
    /// Writes a walk; an existing one is not changed. Deletes walks that have not been used for long, and the least recently used ones when
    /// there are too many.
    /// </summary>
    Task WriteAsync(Guid walk, IReadOnlyList<string> ids, WalkBounds bounds, DateTime now, CancellationToken cancel);
}

/// <param name="Size">Number of ids in the whole walk.</param>
/// <param name="Ids">The requested ids.</param>
public sealed record WalkPart(int Size, IReadOnlyList<string> Ids);

/// <summary>The limits of all walks together.</summary>
/// <param name="Walks">Maximum number of walks.</param>
/// <param name="Ids">Maximum number of ids in all walks.</param>
/// <param name="Unused">A walk is deleted when it has not been used for this long.</param>
public sealed record WalkBounds(int Walks, long Ids, TimeSpan Unused)
{
    /// <summary>At most about 100 MB in the database.</summary>
    public static WalkBounds Standard { get; } = new(Walks: 1_000, Ids: 5_000_000, TimeSpan.FromMinutes(30));
}
