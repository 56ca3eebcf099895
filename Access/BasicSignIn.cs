using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

internal sealed class BasicSignInOptions : AuthenticationSchemeOptions;

/// <summary>
/// Authenticates a name and password by HTTP's Basic scheme, which every browser supports. It applies only to endpoints that ask for it.
/// Failed attempts are delayed as those of <c>POST /auth/token</c> are.
/// </summary>
internal sealed class BasicSignIn(
    SignIn signIn, CredentialCache proved, TokenIssuer issuer, IOptionsMonitor<BasicSignInOptions> options, ILoggerFactory loggers,
    UrlEncoder encoder)
    : AuthenticationHandler<BasicSignInOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Basic";

    private TimeSpan _wait;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string header = Request.Headers.Authorization.ToString();
        // Looking up a name needs a ticket, and a process that has public keys only cannot sign one.
        if (!issuer.CanSign || !BasicCredentials.Are(header)) return AuthenticateResult.NoResult();
        if (proved.Find(header) is { } known) return Accept(known);
        if (!BasicCredentials.TryRead(header, out string name, out string password)) return AuthenticateResult.Fail("They cannot be read.");

        SignInResult result = await signIn.TryAsync(
            SubjectRules.Normal(name), password, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        _wait = result.Wait;
        if (result.Subject is not { } subject) return AuthenticateResult.Fail("The name or the password is wrong.");
        proved.Remember(header, subject);
        return Accept(subject);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = _wait > TimeSpan.Zero ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized;
        if (_wait > TimeSpan.Zero) Response.Headers.RetryAfter = Math.Ceiling(_wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        else if (issuer.CanSign) Response.Headers.Append("WWW-Authenticate", $"{Scheme} realm=\"{RetailTokens.Name}\", charset=\"UTF-8\"");
        return Task.CompletedTask;
    }

    private static AuthenticateResult Accept(Subject subject)
    {
        IEnumerable<Claim> claims = subject.Roles.Select(role => new Claim(RetailTokens.RoleClaim, role))
            .Concat((subject.Stores ?? []).Select(store => new Claim(RetailTokens.Stores, store)))
            .Prepend(new Claim(RetailTokens.Subject, subject.Id));
        var identity = new ClaimsIdentity(claims, Scheme, RetailTokens.Subject, RetailTokens.RoleClaim);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }
}
