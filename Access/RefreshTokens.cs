using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Access;

/// <summary>The account of a refresh token that is valid.</summary>
/// <param name="Account">The account as it is now.</param>
/// <param name="Secret">The password that was verified at the sign-in.</param>
/// <param name="NotBefore">Tokens issued before this time are revoked.</param>
/// <param name="SignedInAt">When the session began, in seconds since 1970.</param>
internal sealed record RefreshGrant(Subject Account, SubjectSecret Secret, long NotBefore, long SignedInAt);

/// <summary>
/// Refresh tokens (RFC 6749, section 6) of accounts. They have a separate audience, so no endpoint accepts them as access tokens. They hold
/// no roles: these are read when the token is used. Each use returns a new token, up to the session's maximum. Nothing is stored, so the
/// earlier token stays valid until it expires, and two tabs may refresh at the same time.
/// </summary>
internal sealed class RefreshTokens(
    TokenIssuer issuer, IOptions<AccessOptions> options, IGrainFactory grains, ISignInLog log, TimeProvider time)
{
    public const string Audience = RetailTokens.Name + "/refresh";

    /// <summary>When the session began, as OpenID Connect names it.</summary>
    private const string SignedInAt = "auth_time";

    private const int Refused = 400;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters = OwnTokens.Parameters(options.Value.Keys, time, Audience);

    /// <summary>Issues the refresh token of a session; null when the session has reached its maximum.</summary>
    public IssuedToken? Issue(RefreshGrant grant)
    {
        long issued = Math.Max(time.GetUtcNow().ToUnixTimeSeconds(), grant.NotBefore);
        TimeSpan expiresIn = SessionLife.Left(options.Value, grant.SignedInAt, issued);
        if (expiresIn <= TimeSpan.Zero) return null;
        string text = issuer.Sign(Audience, issued, expiresIn, new Dictionary<string, object>
        {
            [RetailTokens.Subject] = grant.Account.Id,
            [RetailTokens.Secret] = Revocations.IdOf(grant.Secret),
            [SignedInAt] = grant.SignedInAt,
            // Two sign-ins in the same second are two sessions.
            [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
        });
        return new IssuedToken(text, expiresIn);
    }

    /// <summary>The grant of an account that has just signed in.</summary>
    public RefreshGrant Begin(Subject account, SubjectSecret secret, long notBefore) =>
        new(account, secret, notBefore, Math.Max(time.GetUtcNow().ToUnixTimeSeconds(), notBefore));

    /// <summary>Verifies a refresh token against the account as it is now. Null when it is refused. Both are recorded.</summary>
    public async Task<RefreshGrant?> UseAsync(string token, IPAddress? address)
    {
        string from = CallerNetwork.Of(address);
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, _parameters);
        string? id = result.IsValid ? result.ClaimsIdentity.FindFirst(RetailTokens.Subject)?.Value : null;
        if (id is null || SubjectRules.Name(id) is not null) return Refuse(null);
        SubjectStanding standing = await grains.GetSubject(id).FindAsync();
        if (standing.Subject is not { } account) return Refuse(null);
        long begun = NumberOf(result, SignedInAt) ?? 0;
        SubjectSecret? secret = account.Secrets.FirstOrDefault(one => Revocations.IdOf(one) == NumberOf(result, RetailTokens.Secret));
        // The maximum may have been shortened since.
        bool hasEnded = SessionLife.Left(options.Value, begun, time.GetUtcNow().ToUnixTimeSeconds()) <= TimeSpan.Zero;
        if (begun < standing.RevokedBefore || secret is null || hasEnded) return Refuse(account.Id);
        await log.SucceededAsync(account.Id, from);
        return new RefreshGrant(account, secret, standing.RevokedBefore, begun);

        RefreshGrant? Refuse(string? known)
        {
            log.Refused(known, from, Refused);
            return null;
        }
    }

    private static long? NumberOf(TokenValidationResult token, string claim) =>
        long.TryParse(token.ClaimsIdentity.FindFirst(claim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number : null;
}
