using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Tests.EndToEnd.Limits;

/// <summary>Connections that send nothing: one host cannot use up the connections of others.</summary>
public sealed class ConnectionLimitTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Max = 20;

    [Fact]
    public async Task Further_connections_of_an_address_are_closed_and_other_addresses_are_served()
    {
        ApiProcess api = await StartAsync(("Limits__ConnectionsPerAddress", $"{Max}"), ("Limits__Connections", $"{2 * Max}"));
        List<Socket> silent = [];
        try
        {
            for (int i = 0; i < 5 * Max; i++) silent.Add(await OpenAsync(api.Client.Address.Port));
            await Eventually.IsTrueAsync("the others are closed", () => Task.FromResult(silent.Count(IsOpen) == Max), api.Log);
            (await api.Client.GetRootAsync("/ready")).Expect(HttpStatusCode.OK);
            Assert.Contains("Limits:ConnectionsPerAddress", api.Log(), StringComparison.Ordinal);
            Assert.InRange(api.Log().Split('\n').Count(line => line.Contains("ConnectionsPerAddress", StringComparison.Ordinal)), 1, 3);
            silent[0].Dispose();
            await Eventually.IsTrueAsync("its place is free", async () => IsOpen(await AddAsync()), api.Log);
        }
        finally
        {
            foreach (Socket socket in silent) socket.Dispose();
        }

        async Task<Socket> AddAsync()
        {
            Socket socket = await OpenAsync(api.Client.Address.Port);
            silent.Add(socket);
            await Eventually.PauseAsync(TimeSpan.FromMilliseconds(100));
            return socket;
        }
    }

    /// <summary>A connection from another address of this machine than the tests' own.</summary>
    private static async Task<Socket> OpenAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0));
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            socket.Dispose(); // The server closed the connection before this call returned.
        }

        return socket;
    }

    /// <summary>A closed connection can be read, and has no data.</summary>
    private static bool IsOpen(Socket socket)
    {
        try
        {
            return !socket.SafeHandle.IsClosed && !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
        }
        catch (SocketException)
        {
            return false; // reset
        }
    }
}
