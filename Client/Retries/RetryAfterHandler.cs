using System.Net;

namespace RetailGrains.Client.Retries;

/// <summary>
/// Retries requests that were answered with 429 or 503, after the delay in the answer. Either status means that nothing was recorded or
/// that the outcome is unknown. A retry records nothing twice, because callers choose the transactions' ids.
/// </summary>
internal sealed class RetryAfterHandler(int maxRetries, TimeSpan maxDelay, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        for (int retry = 0; ; retry++)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancel).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)) return response;
            if (retry >= maxRetries || !Resending.IsPossible(request)) return response;
            TimeSpan delay = RetryDelay.Of(response.Headers.RetryAfter, retry, Random.Shared.NextDouble(), time.GetUtcNow());
            if (delay > maxDelay) return response;
            response.Dispose();
            await Task.Delay(delay, time, cancel).ConfigureAwait(false);
        }
    }
}
