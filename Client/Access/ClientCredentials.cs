using System.Net.Http.Json;
using System.Text.Json.Serialization;

namespace RetailGrains.Client.Access;

/// <summary>A client's token, asked for once and kept until shortly before it expires.</summary>
internal sealed class ClientCredentials(Uri address, string clientId, string clientSecret, TimeProvider time) : IDisposable
{
    private sealed record Answer(
        [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);

    private sealed record Held(string Token, DateTimeOffset RenewAt);

    private readonly SemaphoreSlim _one = new(1);
    private HttpMessageInvoker? _http;
    private Held? _held;

    /// <summary>Requests for tokens go through the same retries as all others, and without a token.</summary>
    public void SendWith(HttpMessageHandler handler) => _http = new HttpMessageInvoker(handler, disposeHandler: false);

    /// <param name="rejected">A token that the API has refused: it is not returned again.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask<string> GetAsync(string? rejected, CancellationToken cancel)
    {
        if (Valid(rejected) is { } token) return token;
        // Many requests that need a token at once ask for one.
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

    /// <summary>A token that was refused is not used again.</summary>
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

    /// <summary>A tenth before the end, a minute at most: clocks differ, and a request may be on its way for a while.</summary>
    internal static TimeSpan Lifetime(TimeSpan expiresIn)
    {
        TimeSpan margin = expiresIn / 10;
        return expiresIn - (margin < TimeSpan.FromMinutes(1) ? margin : TimeSpan.FromMinutes(1));
    }
}
