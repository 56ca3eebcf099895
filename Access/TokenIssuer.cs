using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RetailGrains.Hosting;

namespace RetailGrains.Access;

/// <summary>What names us in tokens, and what stands in them.</summary>
public static class RetailTokens
{
    /// <summary>Issuer and audience.</summary>
    public const string Name = "retail-grains";

    internal const string Subject = "sub";
    internal const string RoleClaim = "roles";
    internal const string IssuedAt = "iat";
    internal const string Issuer = "iss";

    /// <summary>Names the secret that the token was given for, so that it ends when the secret does.</summary>
    internal const string Secret = "secret";
}

/// <summary>A token that was made.</summary>
/// <param name="Text">What the caller sends as bearer token.</param>
/// <param name="ExpiresIn">From now.</param>
public sealed record IssuedToken(string Text, TimeSpan ExpiresIn);

/// <summary>Makes tokens.</summary>
public sealed class TokenIssuer(IOptions<AccessOptions> options, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SigningCredentials? _credentials =
        options.Value.Keys.Signing is { } key ? new SigningCredentials(key.Key, key.Algorithm) : null;

    /// <summary>Whether this process has a key that signs.</summary>
    internal bool CanSign => _credentials is not null;

    /// <param name="subject">Who it is about.</param>
    /// <param name="roles">What he may do.</param>
    /// <param name="notBefore">
    /// In seconds since 1970: tokens that were made before are revoked, and times in tokens are whole seconds, so this one must not look
    /// as if it were one of them.
    /// </param>
    /// <param name="lifetime">Unless it is what the settings say.</param>
    /// <param name="secret">The secret that was proved; the token ends with it. Null when there was none.</param>
    /// <param name="claims">What else stands in it.</param>
    /// <exception cref="StartupException">This process has no key that signs.</exception>
    public IssuedToken Issue(
        string subject,
        IReadOnlyList<string> roles,
        long notBefore = 0,
        TimeSpan? lifetime = null,
        SubjectSecret? secret = null,
        IReadOnlyDictionary<string, object>? claims = null)
    {
        if (_credentials is null)
            throw new StartupException("This process has no key to sign tokens with: set JWT_SECRET_KEY or JWT_PRIVATE_KEY_FILE.");
        long issued = Math.Max(time.GetUtcNow().ToUnixTimeSeconds(), notBefore);
        TimeSpan expiresIn = lifetime ?? options.Value.TokenLifetime;
        Dictionary<string, object> all = new(claims ?? new Dictionary<string, object>())
        {
            [RetailTokens.Subject] = subject,
            [RetailTokens.RoleClaim] = roles.ToArray(),
        };
        if (secret is not null) all[RetailTokens.Secret] = Revocations.IdOf(secret);
        var token = new SecurityTokenDescriptor
        {
            Issuer = RetailTokens.Name,
            Audience = RetailTokens.Name,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(issued).UtcDateTime,
            Expires = DateTimeOffset.FromUnixTimeSeconds(issued).UtcDateTime + expiresIn,
            Claims = all,
            SigningCredentials = _credentials,
        };
        return new IssuedToken(_handler.CreateToken(token), expiresIn);
    }
}
