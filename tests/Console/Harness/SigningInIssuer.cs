using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>How an issuer answers.</summary>
internal enum IssuerMood
{
    Right,

    /// <summary>The user refuses.</summary>
    Denies,

    /// <summary>The id token has another nonce.</summary>
    OtherNonce,

    /// <summary>The id token is for another client.</summary>
    OtherClient,

    /// <summary>The id token is for the console and another client, and does not name the authorized party.</summary>
    SeveralClients,

    /// <summary>The id token is for both clients, and its authorized party is the other client.</summary>
    SeveralClientsOtherParty,

    /// <summary>The id token is for both clients, and its authorized party is the console.</summary>
    SeveralClientsRightParty,

    /// <summary>The id token is for the console, but its authorized party is another client.</summary>
    OtherParty,

    /// <summary>The id token is signed with another key.</summary>
    OtherKey,

    /// <summary>The access token is for an audience other than the API.</summary>
    OtherAudience,

    /// <summary>The access token is not a JWT.</summary>
    Opaque,

    /// <summary>The token endpoint fails.</summary>
    Away,
}

/// <summary>
/// An OpenID Connect provider that signs a user in without a prompt. A code is valid once, and only with its verifier. A refresh token is
/// valid once.
/// </summary>
internal sealed class SigningInIssuer : TestIssuer
{
    public const string Client = "console";

    private readonly ConcurrentDictionary<string, Dictionary<string, StringValues>> _codes = new();
    private readonly ConcurrentDictionary<string, bool> _refreshTokens = new();
    private int _renewals;

    public volatile IssuerMood Mood;

    /// <summary>Whether the issuer has an end-session endpoint.</summary>
    public volatile bool HasSignOut;

    /// <summary>The client authentication methods in the discovery document.</summary>
    public volatile string[]? Methods;

    /// <summary>The number of renewals that were requested.</summary>
    public int Renewals => _renewals;

    /// <summary>The last request for a token: the form, and the Authorization header.</summary>
    public (Dictionary<string, StringValues> Form, string? Authorization) LastExchange { get; private set; }

    /// <summary>The last request to end a session.</summary>
    public Dictionary<string, StringValues>? LastSignOut { get; private set; }

    /// <summary>The settings of an API with a console that use this issuer.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("Access__Outside__Authority", Address), ("Access__Outside__Audience", Audience), ("Access__Outside__RolesClaim", "groups"),
        ("Access__Outside__Roles__analysts", "viewer"), ("CONSOLE_OIDC_AUTHORITY", Address), ("CONSOLE_OIDC_CLIENT_ID", Client),
    ];

    protected override void Answer(HttpListenerContext context)
    {
        switch (context.Request.Url!.AbsolutePath)
        {
            case "/authorize":
                Authorize(context);
                break;
            case "/token":
                Exchange(context);
                break;
            case "/sign-out":
                LastSignOut = QueryHelpers.ParseQuery(context.Request.Url.Query);
                context.Response.Redirect(LastSignOut["post_logout_redirect_uri"].ToString());
                context.Response.Close();
                break;
            default:
                Send(context, HttpStatusCode.OK, new
                {
                    issuer = Address,
                    jwks_uri = $"{Address}/keys",
                    authorization_endpoint = $"{Address}/authorize",
                    token_endpoint = $"{Address}/token",
                    end_session_endpoint = HasSignOut ? $"{Address}/sign-out" : null,
                    token_endpoint_auth_methods_supported = Methods ?? [],
                });
                break;
        }
    }

    private void Authorize(HttpListenerContext context)
    {
        Dictionary<string, StringValues> request = QueryHelpers.ParseQuery(context.Request.Url!.Query);
        string code = Guid.NewGuid().ToString("N");
        _codes[code] = request;
        (string name, string value) = Mood == IssuerMood.Denies ? ("error", "access_denied") : ("code", code);
        context.Response.Redirect(QueryHelpers.AddQueryString(request["redirect_uri"].ToString(), new Dictionary<string, string?>
        {
            [name] = value,
            ["state"] = request["state"],
        }));
        context.Response.Close();
    }

    private void Exchange(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        Dictionary<string, StringValues> form = QueryHelpers.ParseQuery(reader.ReadToEnd());
        LastExchange = (form, context.Request.Headers["Authorization"]);
        if (Mood == IssuerMood.Away)
        {
            Send(context, HttpStatusCode.ServiceUnavailable, new { });
        }
        else if (form["grant_type"] == "refresh_token")
        {
            Refresh(context, form["refresh_token"].ToString());
        }
        else if (!_codes.TryRemove(form["code"].ToString(), out Dictionary<string, StringValues>? request)
            || ChallengeOf(form["code_verifier"].ToString()) != request["code_challenge"]
            || request["code_challenge_method"] != "S256"
            || form["redirect_uri"] != request["redirect_uri"])
        {
            Send(context, HttpStatusCode.BadRequest, new { error = "invalid_grant" });
        }
        else
        {
            Send(context, HttpStatusCode.OK, new
            {
                token_type = "Bearer",
                access_token = Mood == IssuerMood.Opaque ? "opaque" : Access(),
                refresh_token = NewRefreshToken(),
                id_token = IdToken(request["nonce"].ToString()),
            });
        }
    }

    private void Refresh(HttpListenerContext context, string token)
    {
        Interlocked.Increment(ref _renewals);
        bool isValid = _refreshTokens.TryRemove(token, out _);
        object answer = isValid
            ? new { token_type = "Bearer", access_token = Access(), refresh_token = NewRefreshToken() }
            : new { error = "invalid_grant" };
        Send(context, isValid ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer);
    }

    private string Access() => Sign(["analysts"], Mood == IssuerMood.OtherAudience ? "others" : Audience);

    private string NewRefreshToken()
    {
        string token = $"refresh {Guid.NewGuid():N}";
        _refreshTokens[token] = true;
        return token;
    }

    private string IdToken(string nonce)
    {
        Dictionary<string, object> claims = TestTokens.Claims("ann");
        claims["iss"] = Address;
        claims["aud"] = Mood switch
        {
            IssuerMood.OtherClient => "others",
            IssuerMood.SeveralClients or IssuerMood.SeveralClientsOtherParty or IssuerMood.SeveralClientsRightParty =>
                new[] { "others", Client },
            _ => Client,
        };
        if (Mood is IssuerMood.OtherParty or IssuerMood.SeveralClientsOtherParty) claims["azp"] = "others";
        if (Mood == IssuerMood.SeveralClientsRightParty) claims["azp"] = Client;
        claims["nonce"] = Mood == IssuerMood.OtherNonce ? "another" : nonce;
        using var stranger = RSA.Create(2048);
        return Sign(claims, Mood == IssuerMood.OtherKey ? stranger : null);
    }

    private static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
