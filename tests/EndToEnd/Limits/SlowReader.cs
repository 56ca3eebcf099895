using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Limits;

/// <summary>A caller that sends a request and then reads almost nothing of the answer.</summary>
internal sealed class SlowReader : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; private set; }

    public static async Task<SlowReader> OpenAsync(Uri address, string path, string token)
    {
        var reader = new SlowReader();
        await reader._socket.ConnectAsync(IPAddress.Loopback, address.Port);
        string request = $"GET /api/v1{path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n";
        await reader._socket.SendAsync(Encoding.ASCII.GetBytes(request));
        byte[] head = new byte[12];
        for (int read = 0; read < head.Length;) read += await reader._socket.ReceiveAsync(head.AsMemory(read));
        reader.Status = (HttpStatusCode)int.Parse(Encoding.ASCII.GetString(head, 9, 3), System.Globalization.CultureInfo.InvariantCulture);
        return reader;
    }

    /// <summary>Reads until the server closes the connection; returns whether it did so before the answer was complete.</summary>
    public async Task<bool> IsCutOffAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        string last = "";
        try
        {
            while (await _socket.ReceiveAsync(buffer) is > 0 and int read)
            {
                last = Encoding.ASCII.GetString(buffer, 0, read);
                // The last chunk of an answer that is complete.
                if (last.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)) return false;
            }
        }
        catch (SocketException)
        {
            // Reset.
        }

        return true;
    }

    public void Dispose() => _socket.Dispose();
}
