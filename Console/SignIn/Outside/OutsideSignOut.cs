using Microsoft.Extensions.Options;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.WebConsole.SignIn.Outside;

/// <summary>Ends the session at the outside issuer with the one of the console (OpenID Connect RP-Initiated Logout).</summary>
internal sealed class OutsideSignOut(
    OutsideIssuer issuer, SessionCookies cookies, IOptions<ConsoleOptions> options, ILogger<OutsideIssuer> logger)
{
    /// <summary>The issuer's page that ends its session; null when the session is not the issuer's, or when it has no such page.</summary>
    public async Task<string?> PageForAsync(HttpContext http, CancellationToken cancel)
    {
        string? idToken = cookies.IdToken(http.Request);
        bool isOutside = idToken is not null
            || (cookies.Access(http.Request) is { } token && Session.Parse(token, options.Value.Claims) is { IsOutside: true });
        if (!issuer.IsConfigured || !isOutside) return null;
        try
        {
            return await issuer.SignOutPageAsync(idToken, options.Value.OriginOf(http.Request) + SignInPaths.Page, cancel);
        }
        catch (OutsideFailure failure)
        {
            OutsideLog.LogNotEnded(logger, options.Value.Issuer!.Authority.AbsoluteUri, failure.Reason);
            return null;
        }
    }
}
