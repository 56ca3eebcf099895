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

    /// <summary>The id token has another key's signature.</summary>
    OtherKey,

    /// <summary>The access token is for another audience than the API's.</summary>
    OtherAudience,

    /// <summary>The access token is not a JWT.</summary>
    Opaque,

    /// <summary>The token endpoint fails.</summary>
    Away,
}

/// <summary>An OpenID Connect provider that signs a user in without a question. A code is valid once, and only with its verifier.</summary>
internal sealed class SigningInIssuer : ExternalIssuer
{
    private const string Client = "console";

    private readonly ConcurrentDictionary<string, Dictionary<string, StringValues>> _codes = new();

    public volatile IssuerMood Mood;

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
            default:
                Send(context, HttpStatusCode.OK, new
                {
                    issuer = Address,
                    jwks_uri = $"{Address}/keys",
                    authorization_endpoint = $"{Address}/authorize",
                    token_endpoint = $"{Address}/token",
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
        if (Mood == IssuerMood.Away)
        {
            Send(context, HttpStatusCode.ServiceUnavailable, new { });
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
            string access = Sign(["analysts"], Mood == IssuerMood.OtherAudience ? "others" : Audience);
            Send(context, HttpStatusCode.OK, new
            {
                token_type = "Bearer",
                access_token = Mood == IssuerMood.Opaque ? "opaque" : access,
                id_token = IdToken(request["nonce"].ToString()),
            });
        }
    }

    private string IdToken(string nonce)
    {
        Dictionary<string, object> claims = TestTokens.Claims("ann");
        claims["iss"] = Address;
        claims["aud"] = Mood == IssuerMood.OtherClient ? "others" : Client;
        claims["nonce"] = Mood == IssuerMood.OtherNonce ? "another" : nonce;
        using var stranger = RSA.Create(2048);
        return Sign(claims, Mood == IssuerMood.OtherKey ? stranger : null);
    }

    private static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
