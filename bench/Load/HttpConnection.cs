using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Load;

/// <summary>
/// One HTTP/1.1 connection that sends prepared bytes and parses as little of the answer as possible: the client shares the machine with the
/// server under test, and HttpClient costs three times as much.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _answer = new byte[64 * 1024];

    private HttpConnection(Socket socket) => _socket = socket;

    /// <summary>The last answer's body.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    public static async Task<HttpConnection> OpenAsync(int port, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        return new HttpConnection(socket);
    }

    /// <summary>The headers of every request. The alternatives receive the token too, but ignore it.</summary>
    public static string CommonHeaders { get; } = $"Host: localhost\r\nAuthorization: Bearer {TestTokens.Operator}\r\n";

    /// <summary>The head of a request; its body has a known length or is empty.</summary>
    public static byte[] Head(string method, string path, string? contentType, int length) => Encoding.ASCII.GetBytes(
        contentType is null
            ? $"{method} {path} HTTP/1.1\r\n{CommonHeaders}\r\n"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{method} {path} HTTP/1.1\r\n{CommonHeaders}Content-Type: {contentType}\r\nContent-Length: {length}\r\n\r\n"));

    /// <summary>Sends a request and reads the whole answer; returns the status.</summary>
    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken cancel)
    {
        await _socket.SendAsync(request, cancel);
        int received = 0;
        int end;
        do
        {
            if (received == _answer.Length) throw new InvalidOperationException("An answer is longer than this client takes.");
            int read = await _socket.ReceiveAsync(_answer.AsMemory(received), cancel);
            if (read == 0) throw new IOException("The server closed the connection.");
            received += read;
            end = EndOfAnswer(received);
        }
        while (end < 0);
        return StatusOf(_answer);
    }

    public static int StatusOf(ReadOnlySpan<byte> answer) =>
        ((answer[9] - '0') * 100) + ((answer[10] - '0') * 10) + (answer[11] - '0');

    public void Dispose() => _socket.Dispose();

    /// <summary>Returns where the answer ends, or -1 while it is incomplete.</summary>
    private int EndOfAnswer(int received)
    {
        ReadOnlySpan<byte> answer = _answer.AsSpan(0, received);
        int headEnd = answer.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0) return -1;
        int bodyAt = headEnd + 4;
        ReadOnlySpan<byte> head = answer[..headEnd];
        int lengthAt = head.IndexOf("Content-Length: "u8);
        if (lengthAt < 0) return EndOfChunks(answer, bodyAt);
        ReadOnlySpan<byte> digits = head[(lengthAt + 16)..];
        int digitsEnd = digits.IndexOf((byte)'\r');
        int end = bodyAt + int.Parse(digitsEnd < 0 ? digits : digits[..digitsEnd], CultureInfo.InvariantCulture);
        if (received < end) return -1;
        Body = _answer.AsMemory(bodyAt, end - bodyAt);
        return end;
    }

    /// <summary>A connection has only one request in progress, so received bytes that end like a last chunk complete the answer.</summary>
    private int EndOfChunks(ReadOnlySpan<byte> answer, int bodyAt)
    {
        if (!answer[bodyAt..].EndsWith("0\r\n\r\n"u8)) return -1;
        Body = _answer.AsMemory(bodyAt, answer.Length - bodyAt);
        return answer.Length;
    }
}
