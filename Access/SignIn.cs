using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Access;

/// <summary>What came of a try to sign in.</summary>
/// <param name="Subject">Who it is; null when the secret is wrong, or was not looked at.</param>
/// <param name="Wait">How long to wait before the next try, where the secret was not looked at.</param>
/// <param name="NotBefore">What tokens must not be older than.</param>
/// <param name="Secret">The secret that was right.</param>
internal readonly record struct SignInResult(Subject? Subject, TimeSpan Wait, long NotBefore, SubjectSecret? Secret)
{
    public static SignInResult Wrong => default;

    public static SignInResult Later(TimeSpan wait) => new(null, wait, 0, null);

    public static SignInResult Right(SubjectStanding standing, SubjectSecret secret) =>
        new(standing.Subject, TimeSpan.Zero, standing.RevokedBefore, secret);
}

/// <summary>
/// Proves a name and a secret. A wrong one, an unknown name and a name that can't be look the same, and take the same time: that of one
/// slow hash where the name is an account's, that of one fast hash where it is a client's id.
/// </summary>
internal sealed class SignIn(IGrainFactory grains, SecretHashing hashing, ISignInLog log, TimeProvider time)
{
    private const int Unauthorized = 401;
    private const int TooMany = 429;

    private static readonly TimeSpan WhenBusy = TimeSpan.FromSeconds(1);

    /// <summary>The right name and secret, from an address that need not wait; it is on record then.</summary>
    /// <param name="id">In normal form.</param>
    /// <param name="secret">As given.</param>
    /// <param name="address">Where from.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<SignInResult> TryAsync(string id, string secret, IPAddress? address, CancellationToken cancel)
    {
        SignInResult result = await CheckAsync(id, secret, address, cancel);
        if (result.Subject is { } subject) await log.SucceededAsync(subject.Id, Network(address));
        return result;
    }

    /// <summary>The same without a record of success: for what is recorded otherwise.</summary>
    public async Task<SignInResult> CheckAsync(string id, string secret, IPAddress? address, CancellationToken cancel)
    {
        string from = Network(address);
        return SubjectRules.IsClientId(id)
            ? await CheckClientAsync(id, secret, from, cancel)
            : await CheckSlowlyAsync(id, secret, from, cancel);
    }

    /// <summary>What counts as one address: whoever has one of IPv6 has the whole of the network's last 64 bits.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        byte[] bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return $"{new IPAddress(bytes)}/64";
    }

    /// <summary>
    /// Nobody guesses 256 bits, so there is no delay: a till with a stale secret does not shut out the others, though they share its
    /// address and perhaps its id.
    /// </summary>
    private async Task<SignInResult> CheckClientAsync(string id, string secret, string from, CancellationToken cancel)
    {
        SubjectStanding standing = await grains.GetSubject(id).FindAsync();
        SubjectSecret[] valid = Valid(standing.Subject);
        if (ClientSecrets.Find(valid, secret) is { } found) return SignInResult.Right(standing, found);
        // Hashes of earlier versions cost as much as those of passwords, and are guarded like these.
        if (!valid.All(one => ClientSecrets.IsOne(one.Hash))) return await CheckSlowlyAsync(id, secret, from, cancel);
        log.Refused(standing.Subject?.Id, from, Unauthorized);
        return SignInResult.Wrong;
    }

    private async Task<SignInResult> CheckSlowlyAsync(string id, string secret, string from, CancellationToken cancel)
    {
        bool canBe = secret.Length <= SubjectRules.MaxPassword && (SubjectRules.Name(id) is null || SubjectRules.IsClientId(id));
        ISignInGuardGrain addressGuard = grains.GetAddressGuard(from);
        // What can't be a name is none to remember by: all of them count as one.
        string tried = canBe ? id : "";
        TimeSpan wait = await addressGuard.BeginAsync(tried);
        if (wait > TimeSpan.Zero) return Delayed(wait);
        if (!canBe)
        {
            // The time must not tell which names can be.
            if (!(await hashing.FindAsync([], string.Empty, cancel)).IsBusy) return Refuse(null);
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
            [.. Valid(standing.Subject).Where(one => !ClientSecrets.IsOne(one.Hash))], secret, cancel);
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

    /// <summary>The next use of the secret is fast. Where that fails, the next use tries again.</summary>
    private async Task ReplaceAsync(string id, SubjectSecret slow, string secret)
    {
        try
        {
            await grains.GetSubject(id).ReplaceHashAsync(slow.Hash, ClientSecrets.Hash(secret));
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            // The secret was right all the same.
        }
    }

    private SubjectSecret[] Valid(Subject? subject)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return subject is null ? [] : [.. subject.Secrets.Where(secret => !(secret.ValidUntil <= now))];
    }
}
