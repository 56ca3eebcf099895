using RetailGrains.Imports;

namespace RetailGrains.Access;

/// <summary>
/// Keeps the list of accounts or of clients, and is the only one to create and delete them: one at a time, so that two operators can't
/// delete each other and leave none. The list may name one that is not (any more), when a process ended in between, but never lacks one.
/// </summary>
internal sealed class SubjectDirectoryGrain(
    [PersistentState("subjects", ImportGrain.Storage)] IPersistentState<SubjectDirectoryDocument> document) : GuardedGrain, ISubjectDirectoryGrain
{
    private SubjectEntry[] Entries => document.State.Entries ?? [];

    public async Task<SubjectAddition> AddAsync(Subject subject, bool onlyIfNew)
    {
        SubjectStanding standing = await GrainFactory.GetSubject(subject.Id).FindAsync();
        if (standing.Subject is not null || (onlyIfNew && standing.RevokedBefore > 0)) return SubjectAddition.Exists;
        if (Entries.Length >= ISubjectDirectoryGrain.Most) return SubjectAddition.Full;

        var entry = new SubjectEntry(subject.Id, subject.Title, subject.Roles, subject.CreatedAt);
        await SaveAsync(
            [.. Entries.Where(other => other.Id != subject.Id).Append(entry).OrderBy(other => other.Id, StringComparer.Ordinal)]);
        bool created = await GrainFactory.GetSubject(subject.Id).CreateAsync(subject, onlyIfNew);
        return created ? SubjectAddition.Added : SubjectAddition.Exists;
    }

    public async Task<SubjectRemoval> RemoveAsync(string id)
    {
        if (Array.Find(Entries, other => other.Id == id) is not { } entry) return SubjectRemoval.Unknown;
        if (IsAccountOfOperator(entry) && !await HasOtherOperatorAsync(id)) return SubjectRemoval.LastOperator;
        bool deleted = await GrainFactory.GetSubject(id).DeleteAsync();
        await SaveAsync([.. Entries.Where(other => other.Id != id)]);
        return deleted ? SubjectRemoval.Removed : SubjectRemoval.Unknown;
    }

    public ValueTask<SubjectEntry[]> PageAsync(string? after, int limit) => ValueTask.FromResult<SubjectEntry[]>(
        [.. Entries.Where(entry => after is null || string.CompareOrdinal(entry.Id, after) > 0).Take(limit)]);

    private static bool IsAccountOfOperator(SubjectEntry entry) =>
        entry.Roles.Contains(Roles.Operator) && !SubjectRules.IsClientId(entry.Id);

    private async Task<bool> HasOtherOperatorAsync(string id)
    {
        foreach (SubjectEntry other in Entries.Where(other => other.Id != id && IsAccountOfOperator(other)))
        {
            if ((await GrainFactory.GetSubject(other.Id).FindAsync()).Subject is not null) return true;
        }

        return false;
    }

    private async Task SaveAsync(SubjectEntry[] entries)
    {
        document.State.Entries = entries;
        try
        {
            await document.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
