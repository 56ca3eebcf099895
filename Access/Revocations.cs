using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>
/// Tells which tokens were revoked: those of accounts and clients that were deleted or whose roles or password changed, and those given for
/// a secret that has ended. A token is verified without asking anyone; what became of its subject is asked once in a while
/// (<see cref="AccessOptions.RevocationDelay"/>), and while nobody answers, the last answer stands for a minute.
/// </summary>
internal sealed class Revocations(IGrainFactory grains, IOptions<AccessOptions> options, TimeProvider time)
{
    private const int MaxSubjects = 10_000;
    private const int Tries = 2;

    /// <summary>How long the last answer stands.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(1);

    /// <summary>A silo that dies does not answer at all: a request does not wait for that as long as there is an earlier answer.</summary>
    private static readonly TimeSpan HurriedTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Heard> _heard = new();

    /// <summary>Names a secret in tokens, and later ones by larger numbers; tells nothing of it.</summary>
    public static long IdOf(SubjectSecret secret) => IdOf(secret.CreatedAt);

    /// <summary>Whether the token behind these claims was revoked.</summary>
    public async ValueTask<bool> IsRevokedAsync(ClaimsPrincipal claims)
    {
        string? subject = claims.FindFirstValue(RetailTokens.Subject);
        if (string.IsNullOrEmpty(subject)) return true;
        // Whoever has the signing key may sign for any name; only what can have an account can have lost it.
        if (SubjectRules.Name(subject) is not null && !SubjectRules.IsClientId(subject)) return false;
        long issued = NumberOf(claims, RetailTokens.IssuedAt) ?? 0;
        long? secret = NumberOf(claims, RetailTokens.Secret);
        Heard heard = await HearAsync(subject);
        // A secret that is newer than the last answer may have been made since.
        if (secret > heard.NewestSecret) heard = await AskAsync(subject);
        return issued < heard.RevokedBefore || (secret is { } id && !heard.IsValid(id, time.GetUtcNow().UtcDateTime));
    }

    private static long IdOf(DateTime createdAt) => createdAt.Ticks / TimeSpan.TicksPerMicrosecond;

    private static long? NumberOf(ClaimsPrincipal claims, string name) =>
        long.TryParse(claims.FindFirstValue(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private async ValueTask<Heard> HearAsync(string subject)
    {
        long now = time.GetTimestamp();
        bool known = _heard.TryGetValue(subject, out Heard? heard) && time.GetElapsedTime(heard.At, now) < Retention;
        if (!known) return await AskAsync(subject);
        if (time.GetElapsedTime(heard!.AskedAt, now) < options.Value.RevocationDelay) return heard;
        // One asks for all.
        _heard[subject] = heard with { AskedAt = now };
        try
        {
            return await AskAsync(subject, HurriedTimeout);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return heard;
        }
    }

    private async Task<Heard> AskAsync(string subject)
    {
        for (int left = Tries; ;)
        {
            try
            {
                return await AskAsync(subject, Timeout);
            }
            catch (Exception fault) when (fault is TimeoutException or OrleansException && --left > 0)
            {
                // By now another silo has taken over.
            }
        }
    }

    private async Task<Heard> AskAsync(string subject, TimeSpan timeout)
    {
        long now = time.GetTimestamp();
        TokenValidity validity = await grains.GetSubject(subject).ValidityAsync().AsTask().WaitAsync(timeout, time);
        if (_heard.Count >= MaxSubjects) _heard.Clear();
        return _heard[subject] = new Heard(validity, now, now);
    }

    private sealed record Heard(TokenValidity Validity, long At, long AskedAt)
    {
        public long RevokedBefore => Validity.RevokedBefore;

        public long NewestSecret => Validity.Secrets.Length == 0 ? 0 : Validity.Secrets.Max(secret => IdOf(secret.CreatedAt));

        public bool IsValid(long id, DateTime now) =>
            Validity.Secrets.Any(secret => IdOf(secret.CreatedAt) == id && !(secret.ValidUntil <= now));
    }
}
