using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Live;

/// <summary>GET /live.</summary>
public sealed class LiveTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Listeners = 100;

    [Fact]
    public async Task Every_listener_receives_every_transaction_once_and_continues_after_its_last_event()
    {
        ApiProcess api = await StartAsync(
            ("Live__MostListeners", $"{Listeners}"), ("Live__MaxPerCaller", $"{Listeners + 1}"), ("Live__Heartbeat", "00:00:01"));
        (await api.Client.PostAppliedAsync(Sale.Number("before", 1))).Expect(HttpStatusCode.Created);
        using HttpClient http = NewHttp();
        List<Listener> listeners = [];
        for (int i = 0; i < Listeners; i++) listeners.Add(await Listener.OpenAsync(http, api.Client.Address));
        foreach (Listener listener in listeners) Assert.Equal(["before-1"], await listener.NextAsync());

        using (HttpResponseMessage refused = await Listener.AskAsync(http, api.Client.Address, null))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        string[] sold = [.. Enumerable.Range(1, 20).Select(n => $"now-{n}")];
        foreach (int n in Enumerable.Range(1, 20)) (await api.Client.PostAsync(Sale.Number("now", n))).Expect(HttpStatusCode.Created);
        foreach (Listener listener in listeners) await listener.ExpectAsync(sold);

        // A listener that disconnects frees its place, and receives what it missed when it reconnects.
        string left = listeners[0].LastId;
        foreach (Listener listener in listeners) listener.Dispose();
        (await api.Client.PostAppliedAsync(Sale.Number("missed", 1))).Expect(HttpStatusCode.Created);
        Listener? back = null;
        await Eventually.IsTrueAsync(
            "there is room again", async () => (back = await Listener.TryOpenAsync(http, api.Client.Address, left)) is not null);
        using Listener again = back!;
        Assert.Equal(["missed-1"], await again.NextAsync());
        Assert.Equal(Totals.Of((await api.Client.GetAsync("/summary"))["totals"]), Totals.Of(again.Totals));
        await again.ExpectHeartbeatAsync();

        // Listeners do not delay a requested stop.
        await api.StopAsync();
    }

    private static HttpClient NewHttp() => new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };

    private sealed class Listener(HttpResponseMessage response, StreamReader events) : IDisposable
    {
        public string LastId { get; private set; } = "";

        public JsonElement Totals { get; private set; }

        public static async Task<HttpResponseMessage> AskAsync(HttpClient http, Uri address, string? lastId)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/api/v1/live"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Of("viewer"));
            if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }

        public static async Task<Listener> OpenAsync(HttpClient http, Uri address, string? lastId = null) =>
            await TryOpenAsync(http, address, lastId) ?? throw new InvalidOperationException("There is no room for a listener.");

        public static async Task<Listener?> TryOpenAsync(HttpClient http, Uri address, string? lastId)
        {
            HttpResponseMessage response = await AskAsync(http, address, lastId);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable) return null;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
            return new Listener(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        /// <summary>The ids of the next event's transactions.</summary>
        public async Task<string[]> NextAsync()
        {
            while (await events.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) LastId = line[4..];
                if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
                JsonElement data = JsonDocument.Parse(line[6..]).RootElement;
                Totals = data.GetProperty("totals");
                Assert.False(data.GetProperty("more").GetBoolean());
                return [.. data.GetProperty("transactions").EnumerateArray().Select(one => one.GetProperty("transactionId").GetString()!)];
            }

            throw new InvalidOperationException("The stream has ended.");
        }

        /// <summary>Expects these ids and no others, over as many events as necessary.</summary>
        public async Task ExpectAsync(string[] ids)
        {
            List<string> told = [];
            while (told.Count < ids.Length) told.AddRange(await NextAsync());
            Assert.Equal(ids.Order(), told.Order());
        }

        public async Task ExpectHeartbeatAsync()
        {
            while (await events.ReadLineAsync() is { } line)
                if (line.StartsWith(':')) return;
            throw new InvalidOperationException("The stream has ended.");
        }

        public void Dispose()
        {
            events.Dispose();
            response.Dispose();
        }
    }
}
