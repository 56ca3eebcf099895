using System.Net.Http.Json;
using System.Text.Json.Serialization;

namespace RetailGrains.Client.Access;

/// <summary>Requests a client's token once and keeps it until shortly before it expires.</summary>
internal sealed class ClientCredentials(Uri address, string clientId, string clientSecret, TimeProvider time) : IDisposable
{
    private sealed record Answer(
        [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);

    private sealed record Held(string Token, DateTimeOffset RenewAt);

    private readonly SemaphoreSlim _one = new(1);
    private HttpMessageInvoker? _http;
    private Held? _held;

    /// <summary>Token requests use the same retries as all others, but no token.</summary>
    public void SendWith(HttpMessageHandler handler) => _http = new HttpMessageInvoker(handler, disposeHandler: false);

    /// <param name="rejected">A token that the API has refused; the method never returns it.</param>
    /// <param name="cancel">Cancels the request.</param>
    public async ValueTask<string> GetAsync(string? rejected, CancellationToken cancel)
    {
        if (Valid(rejected) is { } token) return token;
        // Concurrent requests share one token request.
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (Valid(rejected) is { } other) return other;
            _held = await AskAsync(cancel).ConfigureAwait(false);
            return _held.Token;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Discards a token that the API has refused.</summary>
    public void Forget(string token)
    {
        if (_held is { } held && held.Token == token) Interlocked.CompareExchange(ref _held, null, held);
    }

    public void Dispose()
    {
        _one.Dispose();
        _http?.Dispose();
    }

    private string? Valid(string? rejected) =>
        _held is { } held && held.Token != rejected && time.GetUtcNow() < held.RenewAt ? held.Token : null;

    private async Task<Held> AskAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/auth/token"));
        request.Content = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", clientSecret),
        ]);
        DateTimeOffset asked = time.GetUtcNow();
        using HttpResponseMessage response = await _http!.SendAsync(request, cancel).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"The client {clientId} received no token: {(int)response.StatusCode}.", null, response.StatusCode);
        }

        Answer answer = await response.Content.ReadFromJsonAsync<Answer>(cancel).ConfigureAwait(false)
            ?? throw new HttpRequestException($"The client {clientId} received an empty answer instead of a token.");
        return new Held(answer.AccessToken, asked + Lifetime(TimeSpan.FromSeconds(answer.ExpiresIn)));
    }

    /// <summary>
    /// The time before the renewal. The margin is a tenth of the lifetime, at most a minute, because clocks differ and requests take time.
    /// </summary>
    internal static TimeSpan Lifetime(TimeSpan expiresIn)
    {
        TimeSpan margin = expiresIn / 10;
        return expiresIn - (margin < TimeSpan.FromMinutes(1) ? margin : TimeSpan.FromMinutes(1));
    }
}
