using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Access;

/// <summary>What came of a try to sign in.</summary>
/// <param name="Subject">Who it is; null when the secret is wrong, or was not looked at.</param>
/// <param name="Wait">How long to wait before the next try, where the secret was not looked at.</param>
/// <param name="NotBefore">What tokens must not be older than.</param>
internal readonly record struct SignInResult(Subject? Subject, TimeSpan Wait, long NotBefore);

/// <summary>Proves a name and a secret. A wrong one, an unknown name and a name that can't be look the same, and take the same time.</summary>
internal sealed class SignIn(IGrainFactory grains, SecretHashing hashing, TimeProvider time)
{
    private static readonly TimeSpan WhenBusy = TimeSpan.FromSeconds(1);

    /// <summary>The right name and secret, from an address that need not wait.</summary>
    /// <param name="id">In normal form.</param>
    /// <param name="secret">As given.</param>
    /// <param name="address">Where from.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<SignInResult> TryAsync(string id, string secret, IPAddress? address, CancellationToken cancel)
    {
        string from = Network(address);
        bool canBe = secret.Length <= SubjectRules.LongestPassword && (SubjectRules.Name(id) is null || SubjectRules.IsClientId(id));
        ISignInGuardGrain addressGuard = grains.GetAddressGuard(from);
        // What can't be a name is none to remember by: all of them count as one.
        string tried = canBe ? id : "";
        TimeSpan wait = await addressGuard.BeginAsync(tried);
        if (wait > TimeSpan.Zero) return new SignInResult(null, wait, 0);
        if (!canBe)
        {
            // The time must not tell which names can be.
            if (await hashing.VerifyAsync([], string.Empty, cancel) is not null) return default;
            await addressGuard.WithdrawAsync(tried);
            return new SignInResult(null, WhenBusy, 0);
        }

        ISignInGuardGrain subjectGuard = grains.GetSubjectGuard(id);
        wait = await subjectGuard.BeginAsync(from);
        if (wait > TimeSpan.Zero)
        {
            await addressGuard.WithdrawAsync(tried);
            return new SignInResult(null, wait, 0);
        }

        SubjectStanding standing = await grains.GetSubject(id).FindAsync();
        bool? right = await hashing.VerifyAsync(HashesOf(standing.Subject), secret, cancel);
        if (right is null)
        {
            await Task.WhenAll(addressGuard.WithdrawAsync(tried).AsTask(), subjectGuard.WithdrawAsync(from).AsTask());
            return new SignInResult(null, WhenBusy, 0);
        }

        if (right is false) return default;
        await Task.WhenAll(addressGuard.SucceededAsync(tried).AsTask(), subjectGuard.SucceededAsync(from).AsTask());
        return new SignInResult(standing.Subject, TimeSpan.Zero, standing.RevokedBefore);
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

    private string[] HashesOf(Subject? subject)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return subject is null ? [] : [.. subject.Secrets.Where(secret => !(secret.ValidUntil <= now)).Select(secret => secret.Hash)];
    }
}
