using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Description;

/// <summary>Sends bytes over a TCP connection and reads the answer until the server closes the connection.</summary>
internal static class RawAnswer
{
    public static async Task<Exchange> OfAsync(Uri address, byte[] request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(request);
        using var whole = new MemoryStream();
        await stream.CopyToAsync(whole);
        string text = Encoding.Latin1.GetString(whole.ToArray());
        int headEnd = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] lines = text[..headEnd].Split("\r\n");
        Dictionary<string, string> headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);
        return new Exchange(
            int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture),
            headers.GetValueOrDefault("Content-Type", ""),
            headers,
            whole.ToArray()[(headEnd + 4)..]);
    }
}
