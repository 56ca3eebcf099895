using RetailGrains.Hosting;
using RetailGrains.Imports;

namespace RetailGrains.Access;

/// <summary>Holds one account or client.</summary>
internal sealed class SubjectGrain(
    [PersistentState(
        "subject", ImportGrain.Storage)] IPersistentState<SubjectDocument> document, TimeProvider time) : GuardedGrain, ISubjectGrain
{
    private DelayedDeactivation? _deactivation;

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
        await SaveAsync(null, RevokedBeforeNow());
        return true;
    }

    public ValueTask<SubjectStanding> FindAsync()
    {
        DeactivateSoonIfUnknown();
        return ValueTask.FromResult(new SubjectStanding(document.State.Subject, document.State.RevokedBefore));
    }

    public ValueTask<TokenValidity> ValidityAsync()
    {
        DeactivateSoonIfUnknown();
        SubjectSecret[] secrets = document.State.Subject?.Secrets ?? [];
        return ValueTask.FromResult(new TokenValidity(
            document.State.RevokedBefore, Array.ConvertAll(secrets, secret => new SecretValidity(secret.CreatedAt, secret.ValidUntil))));
    }

    public async Task<Subject?> RotateAsync(SubjectSecret next, DateTime oldValidUntil)
    {
        if (document.State.Subject is not { } subject) return null;
        SubjectSecret[] secrets = SubjectSecrets.Rotate(subject.Secrets, next, oldValidUntil, time.GetUtcNow().UtcDateTime);
        Subject rotated = subject with { Secrets = secrets };
        await SaveAsync(rotated, document.State.RevokedBefore);
        return rotated;
    }

    public async Task<SubjectStanding> ChangePasswordAsync(SubjectSecret next, string oldHash)
    {
        if (document.State.Subject is not { } subject || !subject.Secrets.Any(secret => secret.Hash == oldHash)) return default;
        await SaveAsync(subject with { Secrets = [next] }, RevokedBeforeNow());
        return new SubjectStanding(document.State.Subject, document.State.RevokedBefore);
    }

    public async Task ReplaceHashAsync(string oldHash, string newHash)
    {
        if (document.State.Subject is not { } subject || !subject.Secrets.Any(secret => secret.Hash == oldHash)) return;
        SubjectSecret[] secrets = Array.ConvertAll(
            subject.Secrets, secret => secret.Hash == oldHash ? secret with { Hash = newHash } : secret);
        await SaveAsync(subject with { Secrets = secrets }, document.State.RevokedBefore);
    }

    public async Task<Subject?> ChangeRolesAsync(string[] roles)
    {
        if (document.State.Subject is not { } subject) return null;
        if (subject.Roles.ToHashSet().SetEquals(roles)) return subject;
        await SaveAsync(subject with { Roles = roles }, RevokedBeforeNow());
        return document.State.Subject;
    }

    public async Task<Subject?> ChangeStoresAsync(string[]? stores)
    {
        if (document.State.Subject is not { } subject) return null;
        bool same = stores is null ? subject.Stores is null : subject.Stores?.ToHashSet().SetEquals(stores) == true;
        if (same) return subject;
        await SaveAsync(subject with { Stores = stores }, RevokedBeforeNow());
        return document.State.Subject;
    }

    /// <summary>Any caller may invent names, so activations of unknown subjects must not fill the memory.</summary>
    private void DeactivateSoonIfUnknown()
    {
        if (!document.RecordExists) (_deactivation ??= new DelayedDeactivation(this, () => !document.RecordExists)).Begin();
    }

    /// <summary>Times in tokens are whole seconds, so a token issued in this second counts as issued before.</summary>
    private long RevokedBeforeNow() => time.GetUtcNow().ToUnixTimeSeconds() + 1;

    /// <summary>When a write fails, it is unknown whether the database has it: then the next call reads the state again.</summary>
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
