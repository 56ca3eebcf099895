using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>Stores the first problems of an import. Further ones are only counted, in the import's status.</summary>
/// <param name="importId">The import's id.</param>
/// <param name="store">Stores the problems.</param>
/// <param name="max">The maximum number of stored problems.</param>
/// <param name="stored">The number that earlier runs stored.</param>
internal sealed class ProblemRecorder(string importId, IImportStore store, int max, long stored)
{
    private long _stored = stored;

    /// <summary>How many more can be stored.</summary>
    public int Room => (int)Math.Max(0, max - Interlocked.Read(ref _stored));

    /// <summary>Completes when the problems within the limit are stored.</summary>
    public async Task AddAsync(IReadOnlyList<ImportProblem> problems, CancellationToken cancel)
    {
        long before = Interlocked.Add(ref _stored, problems.Count) - problems.Count;
        long room = Math.Clamp(max - before, 0, problems.Count);
        if (room > 0) await store.AddProblemsAsync(importId, room == problems.Count ? problems : [.. problems.Take((int)room)], cancel);
    }
}
