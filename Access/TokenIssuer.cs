using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RetailGrains.Hosting;

namespace RetailGrains.Access;

/// <summary>Names in the tokens of this platform.</summary>
public static class RetailTokens
{
    /// <summary>The issuer and the audience.</summary>
    public const string Name = "retail-grains";

    internal const string Subject = "sub";
    internal const string RoleClaim = "roles";
    internal const string IssuedAt = "iat";
    internal const string Issuer = "iss";

    /// <summary>The claim with the stores that the caller is bound to; absent when it is not bound.</summary>
    internal const string Stores = "stores";

    /// <summary>The claim that names the secret for which the token was issued, so that the token ends with it.</summary>
    internal const string Secret = "secret";
}

/// <summary>An issued token.</summary>
/// <param name="Text">The bearer token that the caller sends.</param>
/// <param name="ExpiresIn">The time until it expires.</param>
public sealed record IssuedToken(string Text, TimeSpan ExpiresIn);

/// <summary>Issues tokens.</summary>
public sealed class TokenIssuer(IOptions<AccessOptions> options, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SigningCredentials? _credentials =
        options.Value.Keys.Signing is { } key ? new SigningCredentials(key.Key, key.Algorithm) : null;

    /// <summary>Whether this process has a signing key.</summary>
    internal bool CanSign => _credentials is not null;

    /// <param name="subject">The account or client.</param>
    /// <param name="roles">Its roles.</param>
    /// <param name="notBefore">
    /// In seconds since 1970. Tokens issued before this time are revoked, and times in tokens are whole seconds, so the new token must not
    /// appear older.
    /// </param>
    /// <param name="lifetime">Null for the configured lifetime.</param>
    /// <param name="secret">The secret that was verified; the token ends with it. Null when there was none.</param>
    /// <param name="stores">The stores that the caller is bound to; null when it is not bound.</param>
    /// <param name="claims">Further claims.</param>
    /// <exception cref="StartupException">This process has no signing key.</exception>
    public IssuedToken Issue(
        string subject,
        IReadOnlyList<string> roles,
        long notBefore = 0,
        TimeSpan? lifetime = null,
        SubjectSecret? secret = null,
        IReadOnlyCollection<string>? stores = null,
        IReadOnlyDictionary<string, object>? claims = null)
    {
        long issued = Math.Max(time.GetUtcNow().ToUnixTimeSeconds(), notBefore);
        TimeSpan expiresIn = lifetime ?? options.Value.TokenLifetime;
        Dictionary<string, object> all = new(claims ?? new Dictionary<string, object>())
        {
            [RetailTokens.Subject] = subject,
            [RetailTokens.RoleClaim] = roles.ToArray(),
        };
        if (stores is not null) all[RetailTokens.Stores] = stores.ToArray();
        if (secret is not null) all[RetailTokens.Secret] = Revocations.IdOf(secret);
        return new IssuedToken(Sign(RetailTokens.Name, issued, expiresIn, all), expiresIn);
    }

    /// <summary>The configured lifetime, but not longer than this.</summary>
    internal TimeSpan Shorten(TimeSpan most) => most < options.Value.TokenLifetime ? most : options.Value.TokenLifetime;

    /// <param name="audience">What the token is for.</param>
    /// <param name="issued">In seconds since 1970.</param>
    /// <param name="expiresIn">The time from then until it expires.</param>
    /// <param name="claims">All other claims.</param>
    /// <exception cref="StartupException">This process has no signing key.</exception>
    internal string Sign(string audience, long issued, TimeSpan expiresIn, Dictionary<string, object> claims)
    {
        if (_credentials is null)
            throw new StartupException("This process has no key to sign tokens with: set JWT_SECRET_KEY or JWT_PRIVATE_KEY_FILE.");
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = RetailTokens.Name,
            Audience = audience,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(issued).UtcDateTime,
            Expires = DateTimeOffset.FromUnixTimeSeconds(issued).UtcDateTime + expiresIn,
            Claims = claims,
            SigningCredentials = _credentials,
        });
    }
}
