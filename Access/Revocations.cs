using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>
/// Tells tokens about accounts and clients that were deleted. A token is proved without asking anyone; whether its subject was deleted since
/// is asked once in a while (<see cref="AccessOptions.RevocationDelay"/>), and while nobody answers, what was heard last stands for a minute.
/// </summary>
internal sealed class Revocations(IGrainFactory grains, IOptions<AccessOptions> options, TimeProvider time)
{
    private const int Most = 10_000;
    private const int Tries = 2;

    /// <summary>How long what was heard last stands.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <summary>A silo that dies does not answer at all: a request is not held up for that as long as something was heard.</summary>
    private static readonly TimeSpan Hurry = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Standing> _standings = new();

    /// <summary>Whether the token behind these claims was made before its subject was deleted.</summary>
    public async ValueTask<bool> IsRevokedAsync(ClaimsPrincipal claims)
    {
        string? subject = claims.FindFirstValue(RetailTokens.Subject);
        if (string.IsNullOrEmpty(subject)) return true;
        // Who holds the key may sign for whom he likes; only who can have an account can have lost it.
        if (SubjectRules.Name(subject) is not null && !SubjectRules.IsClientId(subject)) return false;
        long revokedBefore = await RevokedBeforeAsync(subject);
        if (revokedBefore == 0) return false;
        _ = long.TryParse(claims.FindFirstValue(RetailTokens.IssuedAt), NumberStyles.None, CultureInfo.InvariantCulture, out long issued);
        return issued < revokedBefore;
    }

    private async ValueTask<long> RevokedBeforeAsync(string subject)
    {
        long now = time.GetTimestamp();
        bool known = _standings.TryGetValue(subject, out Standing standing) && time.GetElapsedTime(standing.HeardAt, now) < Memory;
        if (!known) return await AskAsync(subject);
        if (time.GetElapsedTime(standing.AskedAt, now) < options.Value.RevocationDelay) return standing.RevokedBefore;
        // One asks for all.
        _standings[subject] = standing with { AskedAt = now };
        try
        {
            return await AskAsync(subject, Hurry);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return standing.RevokedBefore;
        }
    }

    private async Task<long> AskAsync(string subject)
    {
        for (int left = Tries; ;)
        {
            try
            {
                return await AskAsync(subject, Patience);
            }
            catch (Exception fault) when (fault is TimeoutException or OrleansException && --left > 0)
            {
                // By now another silo has taken over.
            }
        }
    }

    private async Task<long> AskAsync(string subject, TimeSpan patience)
    {
        long now = time.GetTimestamp();
        long heard = await grains.GetSubject(subject).RevokedBeforeAsync().AsTask().WaitAsync(patience, time);
        if (_standings.Count >= Most) _standings.Clear();
        _standings[subject] = new Standing(heard, now, now);
        return heard;
    }

    private readonly record struct Standing(long RevokedBefore, long HeardAt, long AskedAt);
}
