using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.WebConsole.SignIn.Outside;

/// <summary>Signs users in with the outside OpenID Connect issuer, by the code flow with PKCE.</summary>
internal sealed class OutsideIssuer : IDisposable
{
    private const int MaxAnswer = 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly HttpClient _http = new() { Timeout = Timeout, MaxResponseContentBufferSize = MaxAnswer };
    private readonly OutsideIssuerOptions? _options;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _discovery;
    private readonly TimeProvider _time;

    public OutsideIssuer(IOptions<ConsoleOptions> options, TimeProvider time)
    {
        _time = time;
        if (options.Value.Issuer is not { } issuer) return;
        _options = issuer;
        _discovery = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{issuer.Authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_http) { RequireHttps = issuer.Authority.Scheme == Uri.UriSchemeHttps });
    }

    public bool IsConfigured => _options is not null;

    /// <summary>The issuer's page that signs the user in.</summary>
    /// <exception cref="OutsideFailure">The issuer does not answer, or describes itself incompletely.</exception>
    public async Task<string> PageForAsync(OutsideAttempt attempt, string callback, CancellationToken cancel)
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

    /// <summary>Exchanges the code for the user's access token, after the id token proved that it is for this attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="code">The code in the issuer's answer.</param>
    /// <param name="sender">The issuer that the answer names (RFC 9207); null when it names none.</param>
    /// <param name="callback">The URL that the answer came to.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <exception cref="OutsideFailure">The code or a token is refused, or the issuer does not answer.</exception>
    public async Task<string> RedeemAsync(
        OutsideAttempt attempt, string code, string? sender, string callback, CancellationToken cancel)
    {
        OpenIdConnectConfiguration issuer = await DiscoverAsync(cancel);
        if (sender is not null && sender != issuer.Issuer) throw OutsideFailure.Invalid("the answer is of another issuer");
        using JsonDocument answer = await ExchangeAsync(issuer, attempt, code, callback, cancel);
        string idToken = Text(answer.RootElement, "id_token") ?? throw OutsideFailure.Invalid("the answer has no id_token");
        string accessToken = Text(answer.RootElement, "access_token") ?? throw OutsideFailure.Invalid("the answer has no access_token");
        await VerifyAsync(idToken, attempt);
        return accessToken;
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
            throw OutsideFailure.Away($"discovery failed: {e.GetBaseException().Message}");
        }
    }

    private async Task<JsonDocument> ExchangeAsync(
        OpenIdConnectConfiguration issuer, OutsideAttempt attempt, string code, string callback, CancellationToken cancel)
    {
        Dictionary<string, string> form = new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = callback,
            ["client_id"] = _options!.ClientId,
            ["code_verifier"] = attempt.Verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, UrlOf(issuer.TokenEndpoint, "token_endpoint"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (_options.ClientSecret is { } secret)
        {
            // Basic is the default of OpenID Connect, for issuers that do not list their methods.
            ICollection<string> methods = issuer.TokenEndpointAuthMethodsSupported;
            if (methods.Count == 0 || methods.Contains("client_secret_basic")) request.Headers.Authorization = Basic(secret);
            else form["client_secret"] = secret;
        }

        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancel);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
                throw OutsideFailure.Away($"the token endpoint answered {(int)response.StatusCode}");
            var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
            if (response.IsSuccessStatusCode && answer.RootElement.ValueKind == JsonValueKind.Object) return answer;
            using (answer) throw Refusal((int)response.StatusCode, Text(answer.RootElement, "error"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || IsTimeout(e, cancel))
        {
            throw OutsideFailure.Away($"the token endpoint does not answer: {e.GetBaseException().Message}");
        }
        catch (JsonException)
        {
            throw OutsideFailure.Invalid("the token endpoint's answer is not JSON");
        }
    }

    private async Task VerifyAsync(string idToken, OutsideAttempt attempt)
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
        if (!result.IsValid) throw OutsideFailure.Invalid($"the id token is not valid: {result.Exception.GetType().Name}");
        var token = (JsonWebToken)result.SecurityToken;
        if (token.TryGetPayloadValue("azp", out string? party) && party != _options.ClientId)
            throw OutsideFailure.Invalid("the id token is for another client (azp)");
        if (!attempt.HasNonce(token.TryGetPayloadValue("nonce", out string? nonce) ? nonce : null))
            throw OutsideFailure.Invalid("the id token is of another sign-in (nonce)");
    }

    private static bool IsAlive(DateTime? start, DateTime? end, DateTime now) =>
        end is { } expires && now < expires + ClockSkew && !(start > now + ClockSkew);

    private static bool IsTimeout(Exception e, CancellationToken cancel) =>
        e is OperationCanceledException && !cancel.IsCancellationRequested;

    private static OutsideFailure Refusal(int status, string? error) => error == "invalid_grant"
        ? OutsideFailure.Ended("the issuer refused the code: invalid_grant")
        : OutsideFailure.Invalid($"the token endpoint answered {status} {OutsideAnswer.Printable(error)}");

    private static Uri UrlOf(string? text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http"
            ? url
            : throw OutsideFailure.Invalid($"the discovery document has no valid {name}");

    private static string? Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    /// <summary>Id and secret are encoded as in a form first (RFC 6749, 2.3.1).</summary>
    private AuthenticationHeaderValue Basic(string secret) => new("Basic", Convert.ToBase64String(
        Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(_options!.ClientId)}:{WebUtility.UrlEncode(secret)}")));
}
