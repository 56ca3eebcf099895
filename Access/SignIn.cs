using System.Net;
using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Access;

/// <summary>The result of an attempt to sign in.</summary>
/// <param name="Subject">The account or client; null when the secret is wrong or was not verified.</param>
/// <param name="Wait">How long to wait before the next attempt, when the secret was not verified.</param>
/// <param name="NotBefore">Tokens issued before this time are revoked.</param>
/// <param name="Secret">The secret that matched.</param>
internal readonly record struct SignInResult(Subject? Subject, TimeSpan Wait, long NotBefore, SubjectSecret? Secret)
{
    public static SignInResult Wrong => default;

    public static SignInResult Later(TimeSpan wait) => new(null, wait, 0, null);

    public static SignInResult Right(SubjectStanding standing, SubjectSecret secret) =>
        new(standing.Subject, TimeSpan.Zero, standing.RevokedBefore, secret);
}

/// <summary>
/// Verifies a name and a secret. A wrong secret, an unknown name and an invalid name are indistinguishable, also by time: each takes one
/// slow hash for an account's name and one fast hash for a client's id.
/// </summary>
internal sealed class SignIn(IGrainFactory grains, SecretHashing hashing, ISignInLog log, TimeProvider time)
{
    private const int Unauthorized = 401;
    private const int TooMany = 429;

    private static readonly TimeSpan WhenBusy = TimeSpan.FromSeconds(1);

    /// <summary>Verifies a name and a secret, unless the address or the name is delayed, and records the success.</summary>
    /// <param name="id">The name or client id, in normal form.</param>
    /// <param name="secret">The secret as the caller sent it.</param>
    /// <param name="address">The caller's address.</param>
    /// <param name="cancel">Cancels the call.</param>
    public async Task<SignInResult> TryAsync(string id, string secret, IPAddress? address, CancellationToken cancel)
    {
        SignInResult result = await CheckAsync(id, secret, address, cancel);
        if (result.Subject is { } subject) await log.SucceededAsync(subject.Id, CallerNetwork.Of(address));
        return result;
    }

    /// <summary>Verifies without recording a success, for callers that record it themselves.</summary>
    public async Task<SignInResult> CheckAsync(string id, string secret, IPAddress? address, CancellationToken cancel)
    {
        string from = CallerNetwork.Of(address);
        return SubjectRules.IsClientId(id)
            ? await CheckClientAsync(id, secret, from, cancel)
            : await CheckSlowlyAsync(id, secret, from, cancel);
    }

    /// <summary>
    /// A secret of 256 random bits cannot be guessed, so failures cause no delay. A till with a stale secret therefore does not lock out
    /// the others that share its address or its id.
    /// </summary>
    private async Task<SignInResult> CheckClientAsync(string id, string secret, string from, CancellationToken cancel)
    {
        SubjectStanding standing = await grains.GetSubject(id).FindAsync();
        SubjectSecret[] valid = Valid(standing.Subject);
        if (ClientSecrets.Find(valid, secret) is { } found) return SignInResult.Right(standing, found);
        // Verifying a hash of an earlier version costs as much as verifying a password, so the same delays apply.
        if (!valid.All(one => ClientSecrets.IsOne(one.Hash))) return await CheckSlowlyAsync(id, secret, from, cancel);
        log.Refused(standing.Subject?.Id, from, Unauthorized);
        return SignInResult.Wrong;
    }

    private async Task<SignInResult> CheckSlowlyAsync(string id, string secret, string from, CancellationToken cancel)
    {
        bool canBe = secret.Length <= SubjectRules.MaxPassword && (SubjectRules.Name(id) is null || SubjectRules.IsClientId(id));
        ISignInGuardGrain addressGuard = grains.GetAddressGuard(from);
        // Names that are not valid are not remembered individually: all of them count as one.
        string tried = canBe ? id : "";
        TimeSpan wait = await addressGuard.BeginAsync(tried);
        if (wait > TimeSpan.Zero) return Delayed(wait);
        if (!canBe)
        {
            // The time must not reveal which names are valid.
            if (!(await hashing.FindAsync([], string.Empty, from, cancel)).IsBusy) return Refuse(null);
            await addressGuard.WithdrawAsync(tried);
            return SignInResult.Later(WhenBusy);
        }

        ISignInGuardGrain subjectGuard = grains.GetSubjectGuard(id);
        wait = await subjectGuard.BeginAsync(from);
        if (wait > TimeSpan.Zero)
        {
            await addressGuard.WithdrawAsync(tried);
            return Delayed(wait);
        }

        SubjectStanding standing = await grains.GetSubject(id).FindAsync();
        (SubjectSecret? found, bool isBusy) = await hashing.FindAsync(
            [.. Valid(standing.Subject).Where(one => !ClientSecrets.IsOne(one.Hash))], secret, from, cancel);
        if (isBusy)
        {
            await Task.WhenAll(addressGuard.WithdrawAsync(tried).AsTask(), subjectGuard.WithdrawAsync(from).AsTask());
            return SignInResult.Later(WhenBusy);
        }

        if (found is null) return Refuse(standing.Subject?.Id);
        await Task.WhenAll(addressGuard.SucceededAsync(tried).AsTask(), subjectGuard.SucceededAsync(from).AsTask());
        if (SubjectRules.IsClientId(id)) await ReplaceAsync(id, found, secret);
        return SignInResult.Right(standing, found);

        SignInResult Refuse(string? known)
        {
            log.Refused(known, from, Unauthorized);
            return SignInResult.Wrong;
        }

        SignInResult Delayed(TimeSpan delay)
        {
            log.Refused(null, from, TooMany);
            return SignInResult.Later(delay);
        }
    }

    /// <summary>Makes the next use of the secret fast. If it fails, the next use tries again.</summary>
    private async Task ReplaceAsync(string id, SubjectSecret slow, string secret)
    {
        try
        {
            await grains.GetSubject(id).ReplaceHashAsync(slow.Hash, ClientSecrets.Hash(secret));
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            // The secret was correct anyway.
        }
    }

    private SubjectSecret[] Valid(Subject? subject)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return subject is null ? [] : [.. subject.Secrets.Where(secret => !(secret.ValidUntil <= now))];
    }
}
