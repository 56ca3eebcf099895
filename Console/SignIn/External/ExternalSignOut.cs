using Microsoft.Extensions.Options;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>Ends the session at the external issuer with the one of the console (OpenID Connect RP-Initiated Logout).</summary>
internal sealed class ExternalSignOut(
    ExternalIssuer issuer, SessionCookies cookies, IOptions<ConsoleOptions> options, ILogger<ExternalIssuer> logger)
{
    /// <summary>The issuer's page that ends its session; null when the session is not the issuer's, or when it has no such page.</summary>
    public async Task<string?> PageForAsync(HttpContext http, CancellationToken cancel)
    {
        string? idToken = cookies.IdToken(http.Request);
        bool isExternal = idToken is not null
            || (cookies.Access(http.Request) is { } token && Session.Parse(token, options.Value.Claims) is { IsExternal: true });
        if (!issuer.IsConfigured || !isExternal) return null;
        try
        {
            return await issuer.SignOutPageAsync(idToken, options.Value.OriginOf(http.Request) + SignInPaths.Page, cancel);
        }
        catch (ExternalFailure failure)
        {
            ExternalLog.LogNotEnded(logger, options.Value.Issuer!.Authority.AbsoluteUri, failure.Reason);
            return null;
        }
    }
}
