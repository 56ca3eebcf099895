using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

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
}

/// <summary>A token that was made.</summary>
/// <param name="Text">What the caller sends as bearer token.</param>
/// <param name="ExpiresIn">From now.</param>
public sealed record IssuedToken(string Text, TimeSpan ExpiresIn);

/// <summary>Makes tokens.</summary>
public sealed class TokenIssuer(IOptions<AccessOptions> options, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SigningCredentials _credentials =
        new(new SymmetricSecurityKey(options.Value.Key), SecurityAlgorithms.HmacSha256);

    /// <param name="subject">Who it is about.</param>
    /// <param name="roles">What he may do.</param>
    /// <param name="notBefore">
    /// In seconds since 1970: tokens that were made before are revoked, and times in tokens are whole seconds, so this one must not look
    /// as if it were one of them.
    /// </param>
    /// <param name="lifetime">Unless it is what the settings say.</param>
    /// <param name="claims">What else stands in it.</param>
    public IssuedToken Issue(
        string subject,
        IReadOnlyList<string> roles,
        long notBefore = 0,
        TimeSpan? lifetime = null,
        IReadOnlyDictionary<string, object>? claims = null)
    {
        long issued = Math.Max(time.GetUtcNow().ToUnixTimeSeconds(), notBefore);
        TimeSpan expiresIn = lifetime ?? options.Value.TokenLifetime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = RetailTokens.Name,
            Audience = RetailTokens.Name,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(issued).UtcDateTime,
            Expires = DateTimeOffset.FromUnixTimeSeconds(issued).UtcDateTime + expiresIn,
            Claims = new Dictionary<string, object>(claims ?? new Dictionary<string, object>())
            {
                [RetailTokens.Subject] = subject,
                [RetailTokens.RoleClaim] = roles.ToArray(),
            },
            SigningCredentials = _credentials,
        };
        return new IssuedToken(_handler.CreateToken(token), expiresIn);
    }
}
