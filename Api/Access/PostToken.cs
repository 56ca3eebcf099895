using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>A token, named as OAuth 2 names it.</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] long ExpiresIn)
{
    public static TokenAnswer Of(IssuedToken token) => new(token.Text, "Bearer", (long)token.ExpiresIn.TotalSeconds);
}

/// <summary><c>POST /auth/token</c>: a token for a name and a password, or for a client's id and secret.</summary>
internal static class PostToken
{
    private const string FormType = "application/x-www-form-urlencoded";

    private static readonly FormOptions Limits = new() { ValueCountLimit = 16, KeyLengthLimit = 64, ValueLengthLimit = 1024 };

    public static void MapPostToken(this IEndpointRouteBuilder api) =>
        api.MapPost("/auth/token", PostAsync).ForAnyone().LimitBody().Describe(
            new Operation("postToken", Tags.Access, "Get a token")
            {
                Description = "`grant_type=password` with username and password, or `client_credentials` with client_id and client_secret, "
                    + "or the client's credentials in the Basic scheme of the Authorization header.",
            }
                .Takes(FormType, RequestSchemas.TokenFormOf, "grant_type=password&username=ada&password=correct%20horse")
                .Answers(200, "The token.", new TokenAnswer("eyJhbGciOi...", "Bearer", 1_800), ApiJson.Default.TokenAnswer, "Cache-Control")
                .Refuses(400, 413, 415, 429, 503)
                .Refuses(401, "The name or the secret is wrong."));

    private static async Task<IResult> PostAsync(HttpContext http, SignIn signIn, TokenIssuer issuer, CancellationToken cancel)
    {
        if (!JsonBody.MediaType(http.Request.ContentType).Equals(FormType, StringComparison.OrdinalIgnoreCase))
            return new Problem(StatusCodes.Status415UnsupportedMediaType, $"Name and secret must be sent as {FormType}.");
        InputProblems problems = new();
        (string id, string secret) = Read(await FormAsync(http, cancel), http.Request.Headers.Authorization.ToString(), problems);
        if (problems.Any) return Problem.BadInput(problems);

        http.Response.Headers.CacheControl = "no-store";
        SignInResult result = await signIn.TryAsync(SubjectRules.Normal(id), secret, http.Connection.RemoteIpAddress, cancel);
        if (result.Wait > TimeSpan.Zero) return Problem.TooMany("Too many failed attempts, or too many concurrent attempts.", result.Wait);
        if (result.Subject is not { } subject)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return new Problem(StatusCodes.Status401Unauthorized, "The name or the secret is wrong.");
        }

        IssuedToken token = issuer.Issue(subject.Id, subject.Roles, result.NotBefore, secret: result.Secret, stores: subject.Stores);
        return JsonAnswer.Ok(TokenAnswer.Of(token), ApiJson.Default.TokenAnswer);
    }

    private static async Task<IFormCollection> FormAsync(HttpContext http, CancellationToken cancel)
    {
        try
        {
            return await http.Request.ReadFormAsync(Limits, cancel);
        }
        catch (NotSupportedException)
        {
            // .NET refuses to decode UTF-7.
            throw new BadHttpRequestException(
                "The charset in Content-Type is not supported: send the form in UTF-8.", StatusCodes.Status415UnsupportedMediaType);
        }
    }

    private static (string Id, string Secret) Read(IFormCollection form, string authorization, InputProblems problems)
    {
        string grant = form["grant_type"].ToString();
        // Many OAuth 2 clients send their credentials this way by default (RFC 6749, 2.3.1).
        if (grant == "client_credentials" && BasicCredentials.TryRead(authorization, out string client, out string key))
            return (client, key);
        (string id, string secret) = grant switch
        {
            "password" => ("username", "password"),
            "client_credentials" => ("client_id", "client_secret"),
            _ => ("", ""),
        };
        if (id.Length == 0)
        {
            problems.Add("grant_type", "must be password or client_credentials");
            return default;
        }

        return (Required(id), Required(secret));

        string Required(string field)
        {
            if (form[field] is [{ Length: > 0 } value]) return value;
            problems.Add(field, "is required, once");
            return "";
        }
    }
}
