using RetailGrains.Hosting;
using RetailGrains.Imports;

namespace RetailGrains.Access;

/// <summary>Keeps one account or client.</summary>
internal sealed class SubjectGrain(
    [PersistentState("subject", ImportGrain.Storage)] IPersistentState<SubjectDocument> document, TimeProvider time) : GuardedGrain, ISubjectGrain
{
    private ShortStay? _stay;

    public async Task<bool> CreateAsync(Subject subject, bool onlyIfNew)
    {
        SubjectDocument kept = document.State;
        if (kept.Subject is not null || (onlyIfNew && document.RecordExists)) return false;
        await SaveAsync(subject, kept.RevokedBefore);
        return true;
    }

    public async Task<bool> DeleteAsync()
    {
        if (document.State.Subject is null) return false;
        // Times in tokens are whole seconds: one made in this second counts as made before.
        await SaveAsync(null, time.GetUtcNow().ToUnixTimeSeconds() + 1);
        return true;
    }

    public ValueTask<SubjectStanding> FindAsync()
    {
        // Anybody may try names: those that nobody ever had must not fill the memory.
        if (!document.RecordExists) (_stay ??= new ShortStay(this, () => !document.RecordExists)).Begin();
        return ValueTask.FromResult(new SubjectStanding(document.State.Subject, document.State.RevokedBefore));
    }

    public ValueTask<long> RevokedBeforeAsync()
    {
        if (!document.RecordExists) DeactivateOnIdle();
        return ValueTask.FromResult(document.State.RevokedBefore);
    }

    public async Task<Subject?> RotateAsync(SubjectSecret next, DateTime oldValidUntil)
    {
        if (document.State.Subject is not { } subject) return null;
        SubjectSecret[] secrets = SubjectSecrets.Rotate(subject.Secrets, next, oldValidUntil, time.GetUtcNow().UtcDateTime);
        Subject rotated = subject with { Secrets = secrets };
        await SaveAsync(rotated, document.State.RevokedBefore);
        return rotated;
    }

    /// <summary>Whether a write that failed is in the database is not known: then the next call reads it.</summary>
    private async Task SaveAsync(Subject? subject, long revokedBefore)
    {
        (document.State.Subject, document.State.RevokedBefore) = (subject, revokedBefore);
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
