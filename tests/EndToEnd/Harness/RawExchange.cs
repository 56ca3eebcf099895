using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>
/// A POST over a plain socket whose answer is read while the request is still being sent, which HttpClient does not do over HTTP/1.1.
/// Both bodies are chunked, and every chunk of the answer holds whole lines or parts of them.
/// </summary>
internal sealed class RawExchange : IDisposable
{
    private readonly TcpClient _connection = new();
    private readonly StreamReader _incoming;
    private readonly Queue<string> _lines = new();
    private string _unfinished = "";
    private bool _ended;

    private RawExchange(Uri address)
    {
        _connection.Connect(address.Host, address.Port);
        // Chunk sizes are in bytes, and in Latin-1 each character is one byte.
        _incoming =
            new StreamReader(_connection.GetStream(), Encoding.Latin1, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
    }

    /// <summary>Sends the request's head.</summary>
    public static async Task<RawExchange> OpenAsync(Uri address, string path, string contentType)
    {
        var exchange = new RawExchange(address);
        string head = $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {TestTokens.Operator}\r\n"
            + $"Content-Type: {contentType}\r\nTransfer-Encoding: chunked\r\n\r\n";
        await exchange._connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        return exchange;
    }

    public async Task SendAsync(string text)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
        byte[] size = Encoding.ASCII.GetBytes(content.Length.ToString("X", CultureInfo.InvariantCulture));
        await _connection.GetStream().WriteAsync((byte[])[.. size, .. "\r\n"u8, .. content, .. "\r\n"u8]);
    }

    public async Task EndAsync() => await _connection.GetStream().WriteAsync("0\r\n\r\n"u8.ToArray());

    /// <summary>Reads the answer's head, whose status must be 200.</summary>
    public async Task ExpectOkAsync()
    {
        Assert.Equal("HTTP/1.1 200 OK", await _incoming.ReadLineAsync());
        while (await _incoming.ReadLineAsync() is { Length: > 0 })
        {
            // a header
        }
    }

    /// <summary>The next line of the answer's body; null at its end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        while (_lines.Count == 0 && !_ended) await ReadChunkAsync();
        return _lines.TryDequeue(out string? line) ? line : null;
    }

    public void Dispose()
    {
        _incoming.Dispose();
        _connection.Dispose();
    }

    private async Task ReadChunkAsync()
    {
        string size = await _incoming.ReadLineAsync() ?? throw new IOException("The connection was closed within the answer.");
        var chunk = new char[int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
        await _incoming.ReadBlockAsync(chunk);
        await _incoming.ReadLineAsync();
        _ended = chunk.Length == 0;
        string[] lines = (_unfinished + new string(chunk)).Split('\n');
        foreach (string line in lines.AsSpan(0, lines.Length - 1)) _lines.Enqueue(line);
        _unfinished = lines[^1];
    }
}
