using System.Security.Claims;

namespace RetailGrains.Access;

/// <summary>Who is calling, for limits and for the audit.</summary>
public static class Caller
{
    /// <summary>
    /// The token's subject; of an outside issuer's its issuer too, so that it can't pass for an account of the same name. Null without a
    /// good token.
    /// </summary>
    public static string? NameOf(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.Identity is not { IsAuthenticated: true }) return null;
        string subject = user.FindFirstValue(RetailTokens.Subject) ?? "";
        return user.FindFirstValue(RetailTokens.Issuer) is { } issuer && issuer != RetailTokens.Name ? $"{issuer}#{subject}" : subject;
    }
}
