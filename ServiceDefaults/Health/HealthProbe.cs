using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace RetailGrains.ServiceDefaults.Health;

/// <summary>Asks the process that runs with the same settings on this machine for its health. For health checks of containers.</summary>
internal static class HealthProbe
{
    /// <summary>Longer than the process itself takes to detect what is missing.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <param name="listens">The address on which the process listens; null for any.</param>
    /// <param name="port">Its port.</param>
    /// <param name="isHttps">Whether it has a certificate. The certificate is not verified, because no data leaves the machine.</param>
    /// <param name="isReadiness">Whether <c>/ready</c> is asked instead of <c>/health</c>.</param>
    /// <param name="token">A bearer token; null when none is needed.</param>
    /// <param name="cancel">Stops the probe.</param>
    /// <returns>The exit code: 0 when the answer is 2xx, otherwise 1.</returns>
    public static async Task<int> RunAsync(
        IPAddress? listens, int port, bool isHttps, bool isReadiness, string? token, CancellationToken cancel = default)
    {
        Uri address = AddressOf(listens, port, isHttps ? "https" : "http", isReadiness ? "ready" : "health");
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
#pragma warning disable CA5359 // The server is on this machine: its certificate need not name the address.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage answer = await http.SendAsync(request, cancel);
            string text = (await answer.Content.ReadAsStringAsync(cancel)).ReplaceLineEndings(" ").Trim();
            if (answer.IsSuccessStatusCode) await Console.Out.WriteLineAsync(text);
            else await Console.Error.WriteLineAsync($"{address} answers {(int)answer.StatusCode}: {text}");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            string reason = e is HttpRequestException
                ? e.Message
                : string.Create(CultureInfo.InvariantCulture, $"not within {Timeout.TotalSeconds} s.");
            await Console.Error.WriteLineAsync($"{address} does not answer: {reason}");
            return 1;
        }
    }

    /// <summary>A URL of a server of this machine.</summary>
    public static Uri AddressOf(IPAddress? listens, int port, string scheme, string path)
    {
        bool any = listens is null || listens.Equals(IPAddress.Any) || listens.Equals(IPAddress.IPv6Any);
        IPAddress asked = any ? IPAddress.Loopback : listens!;
        string host = asked.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{asked}]" : asked.ToString();
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{port}/{path}"));
    }
}
