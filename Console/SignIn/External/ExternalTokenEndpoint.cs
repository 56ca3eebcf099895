using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace RetailGrains.WebConsole.SignIn.External;

/// <summary>The token endpoint of the external issuer, with the console as its client.</summary>
internal sealed class ExternalTokenEndpoint(HttpClient http, ExternalIssuerOptions options)
{
    /// <summary>Sends a grant, and returns the answer with the tokens.</summary>
    /// <exception cref="ExternalFailure">The grant is refused, or the issuer does not answer.</exception>
    public async Task<JsonDocument> ExchangeAsync(
        OpenIdConnectConfiguration issuer, Dictionary<string, string> form, CancellationToken cancel)
    {
        form["client_id"] = options.ClientId;
        using var request = new HttpRequestMessage(HttpMethod.Post, ExternalIssuer.UrlOf(issuer.TokenEndpoint, "token_endpoint"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (options.ClientSecret is { } secret)
        {
            // Basic is the default of OpenID Connect, for issuers that do not list their methods.
            ICollection<string> methods = issuer.TokenEndpointAuthMethodsSupported;
            if (methods.Count == 0 || methods.Contains("client_secret_basic")) request.Headers.Authorization = Basic(secret);
            else form["client_secret"] = secret;
        }

        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancel);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
                throw ExternalFailure.Unavailable($"the token endpoint answered {(int)response.StatusCode}");
            var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
            if (response.IsSuccessStatusCode && answer.RootElement.ValueKind == JsonValueKind.Object) return answer;
            using (answer) throw Refusal((int)response.StatusCode, ExternalIssuer.Text(answer.RootElement, "error"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || ExternalIssuer.IsTimeout(e, cancel))
        {
            throw ExternalFailure.Unavailable($"the token endpoint does not answer: {e.GetBaseException().Message}");
        }
        catch (JsonException)
        {
            throw ExternalFailure.Invalid("the token endpoint's answer is not JSON");
        }
    }

    private static ExternalFailure Refusal(int status, string? error) => error == "invalid_grant"
        ? ExternalFailure.Ended("the issuer refused the grant: invalid_grant")
        : ExternalFailure.Invalid($"the token endpoint answered {status} {ExternalAnswer.Printable(error)}");

    /// <summary>Id and secret are encoded as in a form first (RFC 6749, 2.3.1).</summary>
    private AuthenticationHeaderValue Basic(string secret) => new("Basic", Convert.ToBase64String(
        Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(options.ClientId)}:{WebUtility.UrlEncode(secret)}")));
}
