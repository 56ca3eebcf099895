using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>
/// Verifies this platform's tokens outside an HTTP request: signature, claims, lifetime and revocation. Needs public keys only.
/// </summary>
public sealed class TokenVerifier
{
    private readonly Revocations _revocations;

    internal TokenVerifier(IOptions<AccessOptions> options, Revocations revocations, AccessMeter meter, TimeProvider time)
    {
        _revocations = revocations;
        Parameters = OwnTokens.Parameters(options.Value.Keys, time);
        Handler = new ValidatedTokenCache(time, meter);
    }

    internal TokenValidationParameters Parameters { get; }

    internal TokenHandler Handler { get; }

    /// <summary>The token's subject and roles; null when the token is invalid.</summary>
    public async Task<ClaimsPrincipal?> VerifyAsync(string token)
    {
        TokenValidationResult result = await Handler.ValidateTokenAsync(token, Parameters);
        if (!result.IsValid) return null;
        var caller = new ClaimsPrincipal(result.ClaimsIdentity);
        return await RefusalAsync(caller, result.SecurityToken) is null ? caller : null;
    }

    /// <summary>Why a valid token is refused nevertheless; null when it is accepted.</summary>
    internal async ValueTask<string?> RefusalAsync(ClaimsPrincipal caller, SecurityToken token)
    {
        if (CallTickets.IsTicket(caller)) return "The token is a ticket for calls between processes.";
        // The claims of an empty list do not show that there was one.
        if (StoreScopes.IsEmpty(token, RetailTokens.Stores)) return "The token's list of stores is empty.";
        return await _revocations.IsRevokedAsync(caller) ? "The token was revoked." : null;
    }
}
