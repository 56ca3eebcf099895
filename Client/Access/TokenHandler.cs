using System.Net;
using System.Net.Http.Headers;
using RetailGrains.Client.Retries;

namespace RetailGrains.Client.Access;

/// <summary>Sends each request with a token, and once more with a new one when the first is refused: it may have been revoked.</summary>
/// <param name="token">Gives a token, but not the one that was refused.</param>
/// <param name="forget">Is told of a token that was refused; null where there is no other to be had.</param>
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
