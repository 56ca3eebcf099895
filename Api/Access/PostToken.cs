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
    /// <summary>With the scope <c>offline_access</c>: the token that <c>grant_type=refresh_token</c> takes.</summary>
    [JsonPropertyName("refresh_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; init; }

    /// <summary>Seconds until the refresh token expires.</summary>
    [JsonPropertyName("refresh_expires_in"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RefreshExpiresIn { get; init; }

    /// <summary>The granted scope, if it was requested.</summary>
    [JsonPropertyName("scope"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    public static TokenAnswer Of(IssuedToken token) => new(token.Text, "Bearer", (long)token.ExpiresIn.TotalSeconds);
}

/// <summary><c>POST /auth/token</c>: a token for a name and a password, a client's id and secret, or a refresh token.</summary>
internal static class PostToken
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>A refresh token that a large RSA key signed has more than 1,024 characters.</summary>
    private static readonly FormOptions Limits = new() { ValueCountLimit = 16, KeyLengthLimit = 64, ValueLengthLimit = 4096 };

    private static TokenAnswer Example => new("eyJhbGciOi...", "Bearer", 1_800)
    {
        RefreshToken = "eyJhbGciOi...",
        RefreshExpiresIn = 1_800,
        Scope = TokenForm.OfflineAccess,
    };

    public static void MapPostToken(this IEndpointRouteBuilder api) =>
        api.MapPost("/auth/token", PostAsync).ForAnyone().LimitBody().Describe(
            new Operation("postToken", Tags.Access, "Get a token")
            {
                Description = "`grant_type=password` with username and password, or `client_credentials` with client_id and client_secret, "
                    + "or the client's credentials in the Basic scheme of the Authorization header. With `scope=offline_access`, an "
                    + "account also receives a refresh token for `grant_type=refresh_token`, which returns new tokens until the session "
                    + "ends.",
            }
                .Takes(FormType, RequestSchemas.TokenFormOf, "grant_type=password&username=ada&password=correct%20horse")
                .Answers(200, "The token.", Example, ApiJson.Default.TokenAnswer, "Cache-Control")
                .Refuses(400, 413, 415, 429, 503)
                .Refuses(401, "The name or the secret is wrong."));

    private static async Task<IResult> PostAsync(
        HttpContext http, SignIn signIn, RefreshTokens refreshTokens, TokenIssuer issuer, CancellationToken cancel)
    {
        if (!JsonBody.MediaType(http.Request.ContentType).Equals(FormType, StringComparison.OrdinalIgnoreCase))
            return new Problem(StatusCodes.Status415UnsupportedMediaType, $"Name and secret must be sent as {FormType}.");
        InputProblems problems = new();
        var request = TokenForm.Read(await FormAsync(http, cancel), http.Request.Headers.Authorization.ToString(), problems);
        if (problems.Any) return Problem.BadInput(problems, request.Error);

        http.Response.Headers.CacheControl = "no-store";
        if (request.Grant == TokenForm.Refresh) return await RefreshAsync(http, request.Secret, refreshTokens, issuer);
        SignInResult result = await signIn.TryAsync(
            SubjectRules.Normal(request.Id), request.Secret, http.Connection.RemoteIpAddress, cancel);
        if (result.Wait > TimeSpan.Zero) return Problem.TooMany("Too many failed attempts, or too many concurrent attempts.", result.Wait);
        if (result.Subject is not { } subject)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return new Problem(StatusCodes.Status401Unauthorized, "The name or the secret is wrong.") { Error = request.Wrong };
        }

        // A client may send its id as a name too; it has a secret, and needs no session.
        if (request.IsOffline && !SubjectRules.IsClientId(subject.Id))
            return Answer(refreshTokens.Begin(subject, result.Secret!, result.NotBefore), refreshTokens, issuer);
        IssuedToken token = issuer.Issue(subject.Id, subject.Roles, result.NotBefore, secret: result.Secret, stores: subject.Stores);
        return JsonAnswer.Ok(TokenAnswer.Of(token), ApiJson.Default.TokenAnswer);
    }

    private static async Task<IResult> RefreshAsync(
        HttpContext http, string sent, RefreshTokens refreshTokens, TokenIssuer issuer) =>
        await refreshTokens.UseAsync(sent, http.Connection.RemoteIpAddress) is { } grant
            ? Answer(grant, refreshTokens, issuer)
            : RefusedRefresh();

    /// <summary>Both tokens of a session. The access token does not outlive the refresh token.</summary>
    private static IResult Answer(RefreshGrant grant, RefreshTokens refreshTokens, TokenIssuer issuer)
    {
        if (refreshTokens.Issue(grant) is not { } refresh) return RefusedRefresh();
        IssuedToken token = issuer.Issue(
            grant.Account.Id, grant.Account.Roles, grant.NotBefore, issuer.Shorten(refresh.ExpiresIn), grant.Secret, grant.Account.Stores);
        TokenAnswer answer = TokenAnswer.Of(token) with
        {
            RefreshToken = refresh.Text,
            RefreshExpiresIn = (long)refresh.ExpiresIn.TotalSeconds,
            Scope = TokenForm.OfflineAccess,
        };
        return JsonAnswer.Ok(answer, ApiJson.Default.TokenAnswer);
    }

    private static Problem RefusedRefresh() =>
        new(StatusCodes.Status400BadRequest, "The session has ended: the refresh token is no longer valid. Sign in again.")
        {
            Error = "invalid_grant",
        };

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
}
