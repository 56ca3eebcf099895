using System.Net;
using System.Net.Http.Headers;
using RetailGrains.Client.Retries;

namespace RetailGrains.Client.Access;

/// <summary>
/// Sends each request with a token. When the API refuses the token, which may have been revoked, sends the request once more with a new
/// one.
/// </summary>
/// <param name="token">Returns a token other than the refused one.</param>
/// <param name="forget">Receives a refused token; null when there is no other token.</param>
internal sealed class TokenHandler(Func<string?, CancellationToken, ValueTask<string>> token, Action<string>? forget) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        string first = await token(null, cancel).ConfigureAwait(false);
        HttpResponseMessage response = await SendAsync(request, first, cancel).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || forget is null || !Resending.IsPossible(request)) return response;
        response.Dispose();
        forget(first);
        return await SendAsync(request, await token(first, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string bearer, CancellationToken cancel)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return base.SendAsync(request, cancel);
    }
}
