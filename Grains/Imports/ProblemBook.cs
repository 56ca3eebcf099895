using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>Stores the first problems of an import; those beyond them are only counted, by the import's status.</summary>
/// <param name="importId">Whose they are.</param>
/// <param name="store">Where they are kept.</param>
/// <param name="most">Most that are kept.</param>
/// <param name="kept">Those that an earlier run stored.</param>
internal sealed class ProblemBook(string importId, IImportStore store, int most, long kept)
{
    private long _kept = kept;

    /// <summary>How many more are kept.</summary>
    public int Room => (int)Math.Max(0, most - Interlocked.Read(ref _kept));

    /// <summary>Completes when those that are kept are in store.</summary>
    public async Task AddAsync(IReadOnlyList<ImportProblem> problems, CancellationToken cancel)
    {
        long before = Interlocked.Add(ref _kept, problems.Count) - problems.Count;
        long room = Math.Clamp(most - before, 0, problems.Count);
        if (room > 0) await store.AddProblemsAsync(importId, room == problems.Count ? problems : [.. problems.Take((int)room)], cancel);
    }
}
