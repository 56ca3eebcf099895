using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RetailGrains.Access;

/// <summary>Reads the stores of a caller from its token.</summary>
public static class StoreScopes
{
    /// <summary>The stores that the request's caller may send and read.</summary>
    public static StoreScope GetStoreScope(this HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return Of(http.User);
    }

    internal static StoreScope Of(ClaimsPrincipal user) =>
        user.HasClaim(static claim => claim.Type == RetailTokens.Stores)
            ? StoreScope.Of(user.FindAll(RetailTokens.Stores).Select(claim => claim.Value))
            : StoreScope.All;

    /// <summary>
    /// Returns the claims for the stores that a token names in the given claim. An identity has no claim for an empty list. The result is
    /// then a store that cannot exist, which gives the caller access to no store instead of to all of them.
    /// </summary>
    internal static IEnumerable<Claim> ClaimsOf(ClaimsPrincipal caller, SecurityToken token, string claimName)
    {
        Claim[] named = [.. caller.FindAll(claimName)];
        if (named.Length > 0) return named.Select(claim => new Claim(RetailTokens.Stores, claim.Value));
        return IsEmpty(token, claimName) ? [new Claim(RetailTokens.Stores, "")] : [];
    }

    /// <summary>Whether the token has the claim, but no value in it.</summary>
    internal static bool IsEmpty(SecurityToken token, string claimName) =>
        token is JsonWebToken json
        && json.TryGetPayloadValue(claimName, out object? _)
        && !json.Claims.Any(claim => claim.Type == claimName);
}
