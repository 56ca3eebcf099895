using RetailGrains.Imports;

namespace RetailGrains.Access;

/// <summary>
/// Holds the list of accounts or of clients. Only this grain creates, changes and deletes them, one at a time, so that two operators cannot
/// delete each other and leave none. If a process ends in between, the list may name a subject that does not exist, but it never lacks one.
/// </summary>
internal sealed class SubjectDirectoryGrain(
    [PersistentState(
        "subjects", ImportGrain.Storage)] IPersistentState<SubjectDirectoryDocument> document) : GuardedGrain, ISubjectDirectoryGrain
{
    private SubjectEntry[] Entries => document.State.Entries ?? [];

    public async Task<SubjectAddition> AddAsync(Subject subject, bool onlyIfNew)
    {
        SubjectStanding standing = await GrainFactory.GetSubject(subject.Id).FindAsync();
        if (standing.Subject is not null || (onlyIfNew && standing.RevokedBefore > 0)) return SubjectAddition.Exists;
        if (Entries.Length >= ISubjectDirectoryGrain.MaxEntries) return SubjectAddition.Full;

        var entry = new SubjectEntry(subject.Id, subject.Title, subject.Roles, subject.CreatedAt, subject.Stores);
        await SaveAsync(
            [.. Entries.Where(other => other.Id != subject.Id).Append(entry).OrderBy(other => other.Id, StringComparer.Ordinal)]);
        bool created = await GrainFactory.GetSubject(subject.Id).CreateAsync(subject, onlyIfNew);
        return created ? SubjectAddition.Added : SubjectAddition.Exists;
    }

    public async Task<SubjectRemoval> RemoveAsync(string id)
    {
        if (Array.Find(Entries, other => other.Id == id) is null) return SubjectRemoval.Unknown;
        if (await IsLastOperatorAsync(id)) return SubjectRemoval.LastOperator;
        bool deleted = await GrainFactory.GetSubject(id).DeleteAsync();
        await SaveAsync([.. Entries.Where(other => other.Id != id)]);
        return deleted ? SubjectRemoval.Removed : SubjectRemoval.Unknown;
    }

    /// <summary>
    /// The subject's roles are authoritative; the list only shows them. The list names every operator even if the process ends in between:
    /// the grain lists an operator before it grants the role, and removes the role from the list after it has revoked it. A retry corrects
    /// the list.
    /// </summary>
    public async Task<RolesChange> ChangeRolesAsync(string id, string[] roles)
    {
        if (Array.Find(Entries, other => other.Id == id) is null) return RolesChange.Unknown;
        bool toOperator = roles.Contains(Roles.Operator);
        if (!toOperator && await IsLastOperatorAsync(id)) return RolesChange.LastOperator;
        if (toOperator && (await GrainFactory.GetSubject(id).FindAsync()).Subject is { Stores: not null }) return RolesChange.IsBound;
        if (toOperator) await ListAsync(id, entry => entry with { Roles = roles });
        if (await GrainFactory.GetSubject(id).ChangeRolesAsync(roles) is null) return RolesChange.Unknown;
        if (!toOperator) await ListAsync(id, entry => entry with { Roles = roles });
        return RolesChange.Changed;
    }

    public async Task<StoresChange> ChangeStoresAsync(string id, string[]? stores)
    {
        if (Array.Find(Entries, other => other.Id == id) is null) return StoresChange.Unknown;
        ISubjectGrain grain = GrainFactory.GetSubject(id);
        if ((await grain.FindAsync()).Subject is not { } subject) return StoresChange.Unknown;
        if (stores is not null && subject.Roles.Contains(Roles.Operator)) return StoresChange.IsOperator;
        if (await grain.ChangeStoresAsync(stores) is null) return StoresChange.Unknown;
        await ListAsync(id, entry => entry with { Stores = stores });
        return StoresChange.Changed;
    }

    public async ValueTask<bool> IsLastOperatorAsync(string id)
    {
        if (!await IsOperatorAsync(id)) return false;
        foreach (SubjectEntry other in Entries.Where(other => other.Id != id && other.Roles.Contains(Roles.Operator)))
            if (await IsOperatorAsync(other.Id)) return false;
        return true;
    }

    public ValueTask<SubjectEntry[]> PageAsync(string? after, int limit) => ValueTask.FromResult<SubjectEntry[]>(
        [.. Entries.Where(entry => after is null || string.CompareOrdinal(entry.Id, after) > 0).Take(limit)]);

    /// <summary>Returns whether the id is a person's operator account; a client does not count.</summary>
    private async Task<bool> IsOperatorAsync(string id) =>
        !SubjectRules.IsClientId(id)
        && (await GrainFactory.GetSubject(id).FindAsync()).Subject is { } subject
        && subject.Roles.Contains(Roles.Operator);

    private Task ListAsync(string id, Func<SubjectEntry, SubjectEntry> change) =>
        SaveAsync([.. Entries.Select(other => other.Id == id ? change(other) : other)]);

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
