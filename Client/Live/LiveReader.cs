using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RetailGrains.Client.Live;

/// <summary>Reads <c>GET /api/v1/live</c> and reconnects when a connection ends.</summary>
internal sealed class LiveReader(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<LiveEvent> ReadAsync(string? lastEventId, [EnumeratorCancellation] CancellationToken cancel)
    {
        TimeSpan delay = FirstPause;
        while (true)
        {
            using HttpResponseMessage? response = await ConnectAsync(lastEventId, cancel).ConfigureAwait(false);
            if (response is not null)
            {
                await foreach (LiveEvent item in EventsAsync(response, cancel).ConfigureAwait(false))
                {
                    delay = FirstPause;
                    lastEventId = item.Id ?? lastEventId;
                    yield return item;
                }
            }

            await Task.Delay(delay, time, cancel).ConfigureAwait(false);
            delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
        }
    }

    /// <returns>Null when the API is unavailable or has too many listeners; the caller retries.</returns>
    private async Task<HttpResponseMessage?> ConnectAsync(string? lastEventId, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri($"{http.BaseAddress!.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/live"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        try
        {
            HttpResponseMessage response = await http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                int status = (int)response.StatusCode;
                if (status is 429 or >= 500) return null;
                throw new ApiException(
                    "The live events were refused.",
                    status,
                    await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false),
                    response.Headers.ToDictionary(header => header.Key, header => header.Value),
                    null);
            }
        }
        catch (HttpRequestException e) when (e.StatusCode is null or >= System.Net.HttpStatusCode.InternalServerError)
        {
            return null;
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null; // the connection's timeout
        }
    }

    /// <summary>Returns the events until the connection ends, for any reason.</summary>
    private static async IAsyncEnumerable<LiveEvent> EventsAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using IAsyncEnumerator<SseItem<string>> items = SseParser.Create(stream).EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync().ConfigureAwait(false)) yield break;
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                yield break;
            }

            if (items.Current.EventType != "chain") continue; // an event of a newer version
            LiveEvent? item = JsonSerializer.Deserialize<LiveEvent>(items.Current.Data, JsonSerializerOptions.Web);
            if (item is not null) yield return item with { Id = items.Current.EventId };
        }
    }
}
