using System.Security.Claims;
using RetailGrains.Access;
using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Api.Limits;

/// <summary>
/// A caller as limits count it: the token's subject, or the network address without a valid token, with the role that has the highest
/// limit.
/// </summary>
internal readonly record struct CallerKey(string Name, string? Role)
{
    private static readonly string[] MostGenerousFirst = [Roles.Operator, Roles.Producer, Roles.Viewer];

    public static CallerKey Of(HttpContext http)
    {
        ClaimsPrincipal user = http.User;
        return Caller.NameOf(user) is { } name
            ? new CallerKey(name, Array.Find(MostGenerousFirst, user.IsInRole))
            : new CallerKey(CallerNetwork.Of(http.Connection.RemoteIpAddress), null);
    }
}
