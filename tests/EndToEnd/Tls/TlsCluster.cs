using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

// These clients inspect the certificate that a server presents and accept any, to test what the server accepts.
#pragma warning disable CA5359

namespace RetailGrains.Tests.EndToEnd.Tls;

/// <summary>Two silos and an API that talk to each other by TLS, with certificates of one authority.</summary>
internal sealed class TlsCluster : IAsyncDisposable
{
    /// <summary>Much longer than a silo takes to refuse a certificate.</summary>
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(5);

    private static readonly SslApplicationProtocol Orleans = new("Orleans1");

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-tls-").FullName;
    private readonly List<SiloProcess> _silos = [];
    private readonly List<ServiceProcess> _ended = [];

    private TlsCluster(TestStore store) => Store = store;

    public TestStore Store { get; }

    public TestAuthority Authority { get; } = new();

    public ApiProcess Api { get; private set; } = null!;

    public SentSales Sent { get; } = new();

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public static async Task<TlsCluster> StartAsync(PostgresFixture postgres)
    {
        var cluster = new TlsCluster(await postgres.CreateStoreAsync());
        try
        {
            for (int i = 0; i < 2; i++)
                cluster._silos.Add(SiloProcess.Start(cluster.Store, cluster.Authority.Silo().WriteTo(cluster.FolderOf($"silo{i}"))));
            foreach (SiloProcess silo in cluster._silos) await silo.WhenReadyAsync();
            (string, string)[] certificate = cluster.Authority.Api().WriteTo(cluster.FolderOf("api"));
            cluster.Api = await ApiProcess.StartReadyAsync(
                cluster.Store, [("RETAIL_CLUSTER", "postgres"), ("REQUEST_PATIENCE", "100"), ("LOG_LEVEL", "INFO"), .. certificate]);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where a process's certificate is.</summary>
    public string FolderOf(string process) => Path.Combine(_folder, process);

    /// <summary>Records a sale and reads it: the cluster works.</summary>
    public async Task AssertServesAsync(string prefix)
    {
        List<Sale> sales = [.. Enumerable.Range(0, 20).Select(n => Sale.Number(prefix, n))];
        while (sales.Count > 0) sales = await Sent.SendAsync(Api.Client, sales);
        (await Api.Client.GetAsync($"/transactions/{Sale.Number(prefix, 0).TransactionId}")).Expect(HttpStatusCode.OK);
    }

    /// <summary>Restarts a silo with the current content of its certificate's files.</summary>
    public async Task StartAgainAsync(int silo)
    {
        await _silos[silo].StopAsync();
        _ended.Add(_silos[silo]);
        string folder = FolderOf($"silo{silo}");
        _silos[silo] = _silos[silo].StartAgain(
            Store, [.. new[] { "CERT", "KEY", "CA" }.Select(file => ($"SILO_TLS_{file}", Path.Combine(folder, $"{file}.pem")))]);
        await _silos[silo].WhenReadyAsync();
    }

    /// <summary>A client of a silo's gateway, as any attacker could write it.</summary>
    /// <param name="shown">Its certificate; null for a connection without TLS.</param>
    public async Task<IHost> ConnectAsync(TestCertificate? shown)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, _silos[0].GatewayPort));
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("retail", "retail"));
            if (shown is null) return;
            client.UseTls(shown.Load(), options =>
            {
                options.AllowAnyRemoteCertificate();
                options.OnAuthenticateAsClient = (_, tls) => tls.TargetHost = "silo.retail";
            });
        });
        IHost host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Whether the listener keeps a connection that presents this certificate, or none if it is null.</summary>
    public static async Task<bool> AcceptsAsync(int port, X509Certificate2? shown)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "silo.retail",
                ClientCertificates = shown is null ? null : [shown],
                ApplicationProtocols = [Orleans],
            });
            // In TLS 1.3 the client's handshake is done before the server has seen its certificate. A server that accepts waits or sends.
            return await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(Refusal, TimeProvider.System) > 0;
        }
        catch (TimeoutException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return false;
        }
    }

    /// <summary>The thumbprint of the certificate that the listener presents.</summary>
    public static async Task<string> ShownAtAsync(int port)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        string thumbprint = "";
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            thumbprint = certificate!.GetCertHashString();
            return true;
        });
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "silo.retail" });
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The server requires a certificate, too.
        }

        return thumbprint;
    }

    public async ValueTask DisposeAsync()
    {
        if (Api is not null) await Api.DisposeAsync();
        foreach (ServiceProcess silo in _silos.Concat(_ended)) await silo.DisposeAsync();
        await Store.DisposeAsync();
        Authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
