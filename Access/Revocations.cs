using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>
/// Reports which tokens are revoked: those of deleted accounts and clients, those issued before a change of roles or password, and those
/// issued for a secret that has ended. The state of a subject is read from its grain once per <see cref="AccessOptions.RevocationDelay"/>,
/// not for each token. While the grain does not answer, the last answer is used for up to a minute.
/// </summary>
internal sealed class Revocations(IGrainFactory grains, IOptions<AccessOptions> options, TimeProvider time)
{
    private const int MaxSubjects = 10_000;
    private const int Tries = 2;

    /// <summary>How long the last answer may be used.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A silo that dies does not answer at all. A request does not wait longer than this for a new answer when there is an earlier one.
    /// </summary>
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, KnownValidity> _known = new();

    /// <summary>Identifies a secret in tokens without revealing it; later secrets have larger ids.</summary>
    public static long IdOf(SubjectSecret secret) => IdOf(secret.CreatedAt);

    /// <summary>Whether the token with these claims is revoked.</summary>
    public async ValueTask<bool> IsRevokedAsync(ClaimsPrincipal claims)
    {
        string? subject = claims.FindFirstValue(RetailTokens.Subject);
        if (string.IsNullOrEmpty(subject)) return true;
        // Only accounts and clients can be revoked; other subjects are trusted because the signing key signed them.
        if (SubjectRules.Name(subject) is not null && !SubjectRules.IsClientId(subject)) return false;
        long issued = NumberOf(claims, RetailTokens.IssuedAt) ?? 0;
        long? secret = NumberOf(claims, RetailTokens.Secret);
        KnownValidity last = await GetAsync(subject);
        // A secret newer than the last answer may have been created since.
        if (secret > last.NewestSecret) last = await AskAsync(subject);
        return issued < last.RevokedBefore || (secret is { } id && !last.IsValid(id, time.GetUtcNow().UtcDateTime));
    }

    private static long IdOf(DateTime createdAt) => createdAt.Ticks / TimeSpan.TicksPerMicrosecond;

    private static long? NumberOf(ClaimsPrincipal claims, string name) =>
        long.TryParse(claims.FindFirstValue(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private async ValueTask<KnownValidity> GetAsync(string subject)
    {
        long now = time.GetTimestamp();
        bool known = _known.TryGetValue(subject, out KnownValidity? last) && time.GetElapsedTime(last.At, now) < Retention;
        if (!known) return await AskAsync(subject);
        if (time.GetElapsedTime(last!.AskedAt, now) < options.Value.RevocationDelay) return last;
        // Set before the call, so that only one request per interval reads the state.
        _known[subject] = last with { AskedAt = now };
        try
        {
            return await AskAsync(subject, RefreshTimeout);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return last;
        }
    }

    private async Task<KnownValidity> AskAsync(string subject)
    {
        for (int left = Tries; ;)
        {
            try
            {
                return await AskAsync(subject, Timeout);
            }
            catch (Exception fault) when (fault is TimeoutException or OrleansException && --left > 0)
            {
                // Retry: by now another silo hosts the grain.
            }
        }
    }

    private async Task<KnownValidity> AskAsync(string subject, TimeSpan timeout)
    {
        long now = time.GetTimestamp();
        TokenValidity validity = await grains.GetSubject(subject).ValidityAsync().AsTask().WaitAsync(timeout, time);
        if (_known.Count >= MaxSubjects) _known.Clear();
        return _known[subject] = new KnownValidity(validity, now, now);
    }

    private sealed record KnownValidity(TokenValidity Validity, long At, long AskedAt)
    {
        public long RevokedBefore => Validity.RevokedBefore;

        public long NewestSecret => Validity.Secrets.Length == 0 ? 0 : Validity.Secrets.Max(secret => IdOf(secret.CreatedAt));

        public bool IsValid(long id, DateTime now) =>
            Validity.Secrets.Any(secret => IdOf(secret.CreatedAt) == id && !(secret.ValidUntil <= now));
    }
}
