using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>What came back: an answer, or nothing.</summary>
/// <param name="Status">0 when there was no answer: what was sent may or may not have been done.</param>
/// <param name="Text">The answer's body, or why there was none.</param>
/// <param name="RetryAfter">The answer says when to come again.</param>
internal readonly record struct Reply(int Status, string Text, bool RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Told to come again, or told nothing.</summary>
    public bool IsUnavailable => Status is 0 or 429 or 503;

    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Text);
            return document.RootElement.Clone();
        }
    }
}

/// <summary>Speaks the HTTP contract, and is not surprised when nobody answers.</summary>
internal sealed class ApiClient : IDisposable
{
    private const string Base = "/api/v1";

    // Longer than the API waits for its silos.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan CheckPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan CheckPause = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http;

    public ApiClient(Uri address, string token)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<Reply> GetAsync(string path, string? atLeast = null) => SendAsync(HttpMethod.Get, Base + path, null, atLeast, Patience);

    public Task<Reply> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, Base + path, json, null, Patience);

    public Task<Reply> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, Base + path, json, null, Patience);

    /// <summary>For a check after the storm: asks until it is answered. Any other answer than a good one is an error.</summary>
    public Task<JsonElement> JsonAsync(string path) => UntilAnsweredAsync(HttpMethod.Get, path);

    /// <inheritdoc cref="JsonAsync"/>
    public Task<JsonElement> PostJsonAsync(string path) => UntilAnsweredAsync(HttpMethod.Post, path);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> UntilAnsweredAsync(HttpMethod method, string path)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Reply reply = await SendAsync(method, Base + path, null, null, CheckPatience);
            if (reply.IsSuccess) return reply.Json;
            if (!reply.IsUnavailable || TimeProvider.System.GetElapsedTime(start) > CheckPatience)
                throw new InvalidOperationException($"{method} {path} was answered with {reply.Status}: {reply.Text}");
            await Task.Delay(CheckPause, TimeProvider.System);
        }
    }

    private async Task<Reply> SendAsync(HttpMethod method, string path, string? json, string? atLeast, TimeSpan timeout)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (atLeast is not null) request.Headers.Add("Retail-At-Least", atLeast);
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token);
            string text = await response.Content.ReadAsStringAsync(limit.Token);
            return new Reply((int)response.StatusCode, text, response.Headers.RetryAfter is not null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return new Reply(0, e.Message, RetryAfter: false);
        }
    }
}
