using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>
/// Verifies this platform's own tokens without HTTP: signature, claims and lifetime by the configured keys, and that the token was not
/// revoked since. Needs public keys only.
/// </summary>
public sealed class TokenVerifier
{
    private readonly Revocations _revocations;

    internal TokenVerifier(IOptions<AccessOptions> options, Revocations revocations, TimeProvider time)
    {
        _revocations = revocations;
        Parameters = OwnTokens.Parameters(options.Value.Keys, time);
        Handler = new ValidatedTokenCache(time);
    }

    internal TokenValidationParameters Parameters { get; }

    internal TokenHandler Handler { get; }

    /// <summary>Who the token is about and what he may do; null when it is not valid.</summary>
    public async Task<ClaimsPrincipal?> VerifyAsync(string token)
    {
        TokenValidationResult result = await Handler.ValidateTokenAsync(token, Parameters);
        if (!result.IsValid) return null;
        var caller = new ClaimsPrincipal(result.ClaimsIdentity);
        return await _revocations.IsRevokedAsync(caller) ? null : caller;
    }
}
