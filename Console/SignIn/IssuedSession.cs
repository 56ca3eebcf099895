using RetailGrains.Client;
using RetailGrains.WebConsole.Hosting;
using RetailGrains.WebConsole.SignIn.External;

namespace RetailGrains.WebConsole.SignIn;

/// <summary>Makes the tokens of a session from the answer of an issuer.</summary>
internal static class IssuedSession
{
    /// <summary>The API's answer. The API bounds the session.</summary>
    public static SessionTokens Of(Token token, DateTimeOffset signedInAt, DateTimeOffset now)
    {
        Renewal? renewal = token is { Refresh_token: { Length: > 0 } refresh, Refresh_expires_in: { } seconds }
            ? new Renewal(IsExternal: false, signedInAt, now, now + TimeSpan.FromSeconds(seconds), refresh)
            : null;
        return new SessionTokens(token.Access_token, now + TimeSpan.FromSeconds(token.Expires_in), renewal);
    }

    /// <summary>The external issuer's answer. Its session may end earlier than the console's.</summary>
    /// <exception cref="ExternalFailure">The access token cannot be used.</exception>
    public static SessionTokens Of(ExternalTokens tokens, DateTimeOffset signedInAt, ConsoleOptions options, DateTimeOffset now)
    {
        if (!SessionCookies.Fits(tokens.Access))
        {
            throw ExternalFailure.NotAccepted(
                $"the access token has {tokens.Access.Length} characters, and a cookie holds {SessionCookies.MaxValue}: "
                    + "leave claims out of it");
        }

        Session session = Session.Parse(tokens.Access, options.Claims)
            ?? throw ExternalFailure.NotAccepted("the access token is not a JWT: register the API as a resource of the issuer");
        if (session.ExpiresAt <= now) throw ExternalFailure.Invalid("the access token has expired");
        DateTimeOffset end = signedInAt + options.SessionMax;
        Renewal? renewal = tokens.Refresh is { } refresh
            ? new Renewal(IsExternal: true, signedInAt, now, Earlier(now + options.SessionIdle, end), refresh)
            : null;
        if (renewal is not null && !SessionCookies.Fits(renewal.ToText())) renewal = null;
        return new SessionTokens(tokens.Access, Earlier(session.ExpiresAt, renewal?.ExpiresAt ?? end), renewal);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
