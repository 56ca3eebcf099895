using System.Security.Claims;

namespace RetailGrains.Access;

/// <summary>The caller's name, for rate limits and the audit.</summary>
public static class Caller
{
    /// <summary>
    /// The token's subject. For a token of an external issuer the name contains the issuer too, so that it cannot pass for an account of
    /// the same name. Null without a valid token.
    /// </summary>
    public static string? NameOf(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.Identity is not { IsAuthenticated: true }) return null;
        string subject = user.FindFirstValue(RetailTokens.Subject) ?? "";
        return user.FindFirstValue(RetailTokens.Issuer) is { } issuer && issuer != RetailTokens.Name ? $"{issuer}#{subject}" : subject;
    }
}
