using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>Stores the first problems of an import. Further ones are only counted, in the import's status.</summary>
/// <param name="importId">The import's id.</param>
/// <param name="store">Stores the problems.</param>
/// <param name="most">The maximum number of stored problems.</param>
/// <param name="kept">The number that earlier runs stored.</param>
internal sealed class ProblemBook(string importId, IImportStore store, int most, long kept)
{
    private long _kept = kept;

    /// <summary>How many more can be stored.</summary>
    public int Room => (int)Math.Max(0, most - Interlocked.Read(ref _kept));

    /// <summary>Completes when the problems within the limit are stored.</summary>
    public async Task AddAsync(IReadOnlyList<ImportProblem> problems, CancellationToken cancel)
    {
        long before = Interlocked.Add(ref _kept, problems.Count) - problems.Count;
        long room = Math.Clamp(most - before, 0, problems.Count);
        if (room > 0) await store.AddProblemsAsync(importId, room == problems.Count ? problems : [.. problems.Take((int)room)], cancel);
    }
}
