using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Attack;

/// <summary>The server under attack, as an attacker sees it: a port, and the tokens of two careless clients.</summary>
internal sealed class AttackTarget : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _answers = new(StringComparer.Ordinal);
    private readonly HttpClient _http;

    public AttackTarget(int port)
    {
        Port = port;
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 256 };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/api/v1/")),
            Timeout = TimeSpan.FromMinutes(2),
        };
    }

    public int Port { get; }

    /// <summary>A client that may send transactions and imports.</summary>
    public string Producer { get; } = Token("careless-producer", "producer");

    /// <summary>A client that may read figures.</summary>
    public string Viewer { get; } = Token("careless-viewer", "viewer");

    /// <summary>The number of answers by attack and status, such as <c>lists 200</c>.</summary>
    public IReadOnlyDictionary<string, long> Answers => _answers;

    public static string Token(string subject, string role) => TestTokens.Sign(TestTokens.Claims(subject, role), TestTokens.Key);

    /// <summary>Counts an answer.</summary>
    public void Count(string attack, string answer) => _answers.AddOrUpdate($"{attack} {answer}", 1, (_, count) => count + 1);

    /// <summary>Sends a request, reads the whole answer and counts its status. Failed connections are counted too.</summary>
    public async Task<HttpStatusCode?> SendAsync(
        string attack,
        HttpMethod method,
        string path,
        string? token,
        HttpContent? content,
        CancellationToken stop,
        string? atLeast = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            if (atLeast is not null) request.Headers.Add("Retail-At-Least", atLeast);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            await answer.Content.CopyToAsync(Stream.Null, stop);
            Count(attack, ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
            return answer.StatusCode;
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is HttpRequestException or IOException or TaskCanceledException)
        {
            Count(attack, "closed");
            return null;
        }
    }

    /// <summary>Opens a connection with a small receive buffer and sends the beginning of a request, or all of it.</summary>
    public async Task<Socket> OpenAsync(string head, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port, stop);
            await socket.SendAsync(Encoding.ASCII.GetBytes(head), stop);
            if (body.Length > 0) await socket.SendAsync(body, stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();
}
