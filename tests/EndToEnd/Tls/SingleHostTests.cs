using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Tests.EndToEnd.Tls;

/// <summary>A process that hosts all grains has a silo port, because Orleans requires one, but accepts no calls on it.</summary>
public sealed class SingleHostTests(ITestOutputHelper output) : EndToEndTest(output)
{
    /// <summary>A silo sends its identity when a connection opens.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_silo_port_of_a_lone_process_accepts_no_calls()
    {
        ApiProcess api = await StartAsync();
        string address = (await api.Client.GetAsync("/admin/ledger"))["partitions"][0].GetProperty("silo").GetString()!;
        int port = int.Parse(address.Split(':')[1], CultureInfo.InvariantCulture);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        Assert.Equal(0, await ReadAsync(tcp.GetStream()));
        (await api.Client.GetRootAsync("/ready")).Expect(HttpStatusCode.OK);
    }

    private static async Task<int> ReadAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Limit, TimeProvider.System);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
