using System.Net;
using System.Net.Http.Headers;

namespace RetailGrains.WebConsole.Platform;

/// <summary>
/// Sends the user's token and network address. The API delays and limits callers by their address, and must not take all users of the
/// console for one.
/// </summary>
internal sealed class CallerHandler(string? token, IPAddress? address, PlatformTransport? transport) : DelegatingHandler
{
    /// <summary>Proves to an API in the same process that the address comes from the console.</summary>
    public const string ProofHeader = "Retail-Console-Proof";

    /// <summary>A separate console must be one of the API's Limits:TrustedProxies.</summary>
    public const string AddressHeader = "X-Forwarded-For";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (address is not null) request.Headers.TryAddWithoutValidation(AddressHeader, address.ToString());
        if (transport is not null) request.Headers.TryAddWithoutValidation(ProofHeader, transport.CallerProof);
        return base.SendAsync(request, cancellationToken);
    }
}
