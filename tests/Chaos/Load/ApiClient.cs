using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>The result of a request: an answer, or none.</summary>
/// <param name="Status">The HTTP status, or 0 without an answer: the request may or may not have had an effect.</param>
/// <param name="Text">The answer's body, or the error message if there was no answer.</param>
/// <param name="RetryAfter">Whether the answer has Retry-After.</param>
internal readonly record struct Reply(int Status, string Text, bool RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The caller must retry, or received no answer.</summary>
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

/// <summary>Uses the HTTP contract, and tolerates requests without an answer.</summary>
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

    public Task<Reply> GetAsync(string path, string? atLeast = null) => SendAsync(HttpMethod.Get, path, null, atLeast, Patience);

    public Task<Reply> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, path, Json(json), null, Patience);

    public Task<Reply> PostCsvAsync(string path, string csv) =>
        SendAsync(HttpMethod.Post, path, new StringContent(csv, Encoding.UTF8, "text/csv"), null, Patience);

    public Task<Reply> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, Json(json), null, Patience);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null, null, Patience);

    /// <summary>Retries until it receives an answer, for checks after the faults. Any answer other than a success is an error.</summary>
    public async Task<JsonElement> JsonAsync(string path) => Good(path, await UntilAnsweredAsync(HttpMethod.Get, path));

    /// <inheritdoc cref="JsonAsync"/>
    public async Task<JsonElement> PostJsonAsync(string path) => Good(path, await UntilAnsweredAsync(HttpMethod.Post, path));

    /// <inheritdoc cref="JsonAsync"/>
    public async Task<JsonElement> DeleteJsonAsync(string path) => Good(path, await UntilAnsweredAsync(HttpMethod.Delete, path));

    /// <summary>For checks after the faults: retries until it receives an answer with any status.</summary>
    public async Task<int> StatusAsync(string path) => (await UntilAnsweredAsync(HttpMethod.Get, path)).Status;

    /// <summary>Whether an item on any page of a list satisfies the condition.</summary>
    public async Task<bool> AnyAsync(string path, Func<JsonElement, bool> isSo)
    {
        for (string? cursor = ""; cursor is not null;)
        {
            JsonElement page = await JsonAsync(path + cursor);
            if (page.GetProperty("items").EnumerateArray().Any(isSo)) return true;
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : null;
        }

        return false;
    }

    public void Dispose() => _http.Dispose();

    private static StringContent? Json(string? json) =>
        json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");

    private static JsonElement Good(string path, Reply reply) =>
        reply.IsSuccess ? reply.Json : throw new InvalidOperationException($"{path} was answered with {reply.Status}: {reply.Text}");

    private async Task<Reply> UntilAnsweredAsync(HttpMethod method, string path)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Reply reply = await SendAsync(method, path, null, null, CheckPatience);
            if (!reply.IsUnavailable || TimeProvider.System.GetElapsedTime(start) > CheckPatience) return reply;
            await Task.Delay(CheckPause, TimeProvider.System);
        }
    }

    private async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? body, string? atLeast, TimeSpan timeout)
    {
        using var request = new HttpRequestMessage(method, Base + path) { Content = body };
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
