using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>Signs users in with the outside OpenID Connect issuer, by the code flow with PKCE.</summary>
internal sealed class ExternalIssuer : IDisposable
{
    private const int MaxAnswer = 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly HttpClient _http = new() { Timeout = Timeout, MaxResponseContentBufferSize = MaxAnswer };
    private readonly ExternalIssuerOptions? _options;
    private readonly ExternalTokenEndpoint? _endpoint;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _discovery;
    private readonly TimeProvider _time;

    public ExternalIssuer(IOptions<ConsoleOptions> options, TimeProvider time)
    {
        _time = time;
        if (options.Value.Issuer is not { } issuer) return;
        _options = issuer;
        _endpoint = new ExternalTokenEndpoint(_http, issuer);
        _discovery = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{issuer.Authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_http) { RequireHttps = issuer.Authority.Scheme == Uri.UriSchemeHttps });
    }

    public bool IsConfigured => _options is not null;

    /// <summary>The issuer's page that signs the user in.</summary>
    /// <exception cref="ExternalFailure">The issuer does not answer, or describes itself incompletely.</exception>
    public async Task<string> PageForAsync(ExternalAttempt attempt, string callback, CancellationToken cancel)
    {
        OpenIdConnectConfiguration issuer = await DiscoverAsync(cancel);
        string page = UrlOf(issuer.AuthorizationEndpoint, "authorization_endpoint").AbsoluteUri;
        return QueryHelpers.AddQueryString(page, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = _options!.ClientId,
            ["redirect_uri"] = callback,
            ["scope"] = _options.Scopes,
            ["state"] = attempt.State,
            ["nonce"] = attempt.Nonce,
            ["code_challenge"] = attempt.Challenge,
            ["code_challenge_method"] = "S256",
        });
    }

    /// <summary>Exchanges the code for the user's tokens, after the id token proved that they are for this attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="code">The code in the issuer's answer.</param>
    /// <param name="sender">The issuer that the answer names (RFC 9207); null when it names none.</param>
    /// <param name="callback">The URL that the answer came to.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <exception cref="ExternalFailure">The code or a token is refused, or the issuer does not answer.</exception>
    public async Task<ExternalTokens> RedeemAsync(
        ExternalAttempt attempt, string code, string? sender, string callback, CancellationToken cancel)
    {
        OpenIdConnectConfiguration issuer = await DiscoverAsync(cancel);
        if (sender is not null && sender != issuer.Issuer) throw ExternalFailure.Invalid("the answer is from another issuer");
        using JsonDocument answer = await _endpoint!.ExchangeAsync(issuer, new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = callback,
            ["code_verifier"] = attempt.Verifier,
        }, cancel);
        string idToken = Text(answer.RootElement, "id_token") ?? throw ExternalFailure.Invalid("the answer has no id_token");
        string accessToken = AccessTokenOf(answer);
        await VerifyAsync(idToken, attempt);
        return new ExternalTokens(accessToken, Text(answer.RootElement, "refresh_token"), idToken);
    }

    /// <summary>Exchanges a refresh token for new tokens. The issuer may return another refresh token, or keep this one.</summary>
    /// <exception cref="ExternalFailure">The token is refused, or the issuer does not answer.</exception>
    public async Task<ExternalTokens> RefreshAsync(string refreshToken, CancellationToken cancel)
    {
        if (_endpoint is null) throw ExternalFailure.Ended("no issuer is configured");
        using JsonDocument answer = await _endpoint.ExchangeAsync(await DiscoverAsync(cancel), new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = refreshToken,
        }, cancel);
        return new ExternalTokens(AccessTokenOf(answer), Text(answer.RootElement, "refresh_token") ?? refreshToken, IdToken: null);
    }

    /// <summary>The page that ends the user's session at the issuer; null when the issuer has none.</summary>
    /// <param name="idToken">The id token of the sign-in; null when it was not kept.</param>
    /// <param name="then">Where the issuer sends the browser afterwards. The issuer must have registered it.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <exception cref="ExternalFailure">The issuer does not answer, or describes itself incorrectly.</exception>
    public async Task<string?> SignOutPageAsync(string? idToken, string then, CancellationToken cancel)
    {
        OpenIdConnectConfiguration issuer = await DiscoverAsync(cancel);
        if (string.IsNullOrEmpty(issuer.EndSessionEndpoint)) return null;
        Dictionary<string, string?> query = new()
        {
            ["client_id"] = _options!.ClientId,
            ["post_logout_redirect_uri"] = then,
        };
        if (idToken is not null) query["id_token_hint"] = idToken;
        return QueryHelpers.AddQueryString(UrlOf(issuer.EndSessionEndpoint, "end_session_endpoint").AbsoluteUri, query);
    }

    public void Dispose() => _http.Dispose();

    private async Task<OpenIdConnectConfiguration> DiscoverAsync(CancellationToken cancel)
    {
        try
        {
            return await _discovery!.GetConfigurationAsync(cancel);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException || IsTimeout(e, cancel))
        {
            throw ExternalFailure.Unavailable($"discovery failed: {e.GetBaseException().Message}");
        }
    }

    private static string AccessTokenOf(JsonDocument answer) =>
        Text(answer.RootElement, "access_token") ?? throw ExternalFailure.Invalid("the answer has no access_token");

    private async Task VerifyAsync(string idToken, ExternalAttempt attempt)
    {
        TokenValidationResult result = await _handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ConfigurationManager = _discovery, // the issuer and its keys, which are read again when one is missing
            ValidAlgorithms =
            [
                SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
                SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
                SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
            ],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateIssuerSigningKey = true,
            ValidAudience = _options!.ClientId,
            LifetimeValidator = (start, end, _, _) => IsAlive(start, end, _time.GetUtcNow().UtcDateTime),
        });
        if (!result.IsValid) throw ExternalFailure.Invalid($"the id token is not valid: {result.Exception.GetType().Name}");
        var token = (JsonWebToken)result.SecurityToken;
        string? party = token.TryGetPayloadValue("azp", out string? value) ? value : null;
        // A token with several audiences must name its client in azp (OpenID Connect Core, 3.1.3.7).
        if (party is null ? token.Audiences.Skip(1).Any() : party != _options.ClientId)
            throw ExternalFailure.Invalid("the id token is for another client (azp)");
        if (!attempt.HasNonce(token.TryGetPayloadValue("nonce", out string? nonce) ? nonce : null))
            throw ExternalFailure.Invalid("the id token belongs to another sign-in (nonce)");
    }

    private static bool IsAlive(DateTime? start, DateTime? end, DateTime now) =>
        end is { } expires && now < expires + ClockSkew && !(start > now + ClockSkew);

    /// <summary>Whether the call took too long, and was not cancelled by the caller.</summary>
    internal static bool IsTimeout(Exception e, CancellationToken cancel) =>
        e is OperationCanceledException && !cancel.IsCancellationRequested;

    internal static Uri UrlOf(string? text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http"
            ? url
            : throw ExternalFailure.Invalid($"the discovery document has no valid {name}");

    internal static string? Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
