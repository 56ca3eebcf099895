using Microsoft.Extensions.Options;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>Finds the session of a request, and keeps it alive: access tokens are short-lived.</summary>
internal sealed class Sessions(SessionCookies cookies, SessionRenewals renewals, IOptions<ConsoleOptions> options, TimeProvider time)
{
    /// <summary>A page must not lose its token between its requests to the API.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    /// <summary>Null when the request has no session, or one that has ended.</summary>
    /// <param name="http">The request.</param>
    /// <param name="isActivity">Whether the request keeps the session alive.</param>
    public async Task<Session?> FindAsync(HttpContext http, bool isActivity)
    {
        DateTimeOffset now = time.GetUtcNow();
        Session? session = cookies.Access(http.Request) is { } token ? Session.Parse(token, options.Value.Claims) : null;
        bool isAlive = session?.ExpiresAt > now;
        if (cookies.RenewalOf(http.Request) is not { } renewal || now >= renewal.ExpiresAt) return isAlive ? session : null;
        bool isDue = session is null || session.ExpiresAt <= now + Margin || (isActivity && now >= renewal.DueAt);
        if (!isDue) return session;
        RenewalResult result = await renewals.RenewAsync(http, renewal);
        if (result.Tokens is { } tokens)
        {
            if (isActivity) cookies.Renew(http.Response, tokens);
            return Session.Parse(tokens.Access, options.Value.Claims);
        }

        // The pages of a session report an unavailable API, and recover.
        return isAlive || result.IsUnavailable ? session : null;
    }
}
