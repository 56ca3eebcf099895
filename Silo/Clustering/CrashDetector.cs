using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// Detects within half a second that the process of another silo has ended. When a connection to a silo closes, this silo
/// reconnects. If the operating system refuses that several times in a row, no process listens there, and this silo votes for its
/// death, as it would after failed probes. A suspended process, a broken link or an unreachable host does not refuse connections; probes
/// detect these.
/// </summary>
internal sealed partial class CrashDetector(
    IServiceProvider services,
    ILocalSiloDetails local,
    IOptions<ClusterMembershipOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<CrashDetector> logger)
{
    /// <summary>More than one, because a process that has just been restarted on this port soon listens again.</summary>
    private const int Refusals = 3;

    /// <summary>Silos vote at the same time, and each changes the version of the table.</summary>
    private const int MaxAttempts = 10;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SiloAddress, byte> _examined = new();

    /// <summary>Reports the end of each connection between this silo and another.</summary>
    public void Watch(SiloConnectionOptions connections)
    {
        connections.ConfigureSiloOutboundConnection(connection => connection.OnEnd(Closed));
        connections.ConfigureSiloInboundConnection(connection => connection.OnEnd(Closed));
    }

    /// <summary>An inbound connection does not have the silo's own port, so every silo at the connection's address is examined.</summary>
    private void Closed(EndPoint? end)
    {
        if (end is not IPEndPoint remote || lifetime.ApplicationStopping.IsCancellationRequested) return;
        IPAddress address = remote.Address.IsIPv4MappedToIPv6 ? remote.Address.MapToIPv4() : remote.Address;
        SiloAddress[] others = [.. ActiveOthers().Where(silo => silo.Endpoint.Address.Equals(address))];
        SiloAddress[] exact = [.. others.Where(silo => silo.Endpoint.Port == remote.Port)];
        foreach (SiloAddress silo in exact.Length > 0 ? exact : others)
            if (_examined.TryAdd(silo, 0)) _ = ExamineAsync(silo);
    }

    private async Task ExamineAsync(SiloAddress silo)
    {
        await Task.Yield(); // the connection's own clean-up comes first
        try
        {
            for (int refusal = 0; refusal < Refusals; refusal++)
            {
                if (refusal > 0) await Task.Delay(RetryDelay, time, lifetime.ApplicationStopping);
                if (!await IsRefusedAsync(silo.Endpoint) || !ActiveOthers().Contains(silo)) return;
            }

            await VoteAsync(silo);
        }
        catch (Exception e) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            LogUndecided(e, silo);
        }
        catch (OperationCanceledException)
        {
            // this silo stops
        }
        finally
        {
            _examined.TryRemove(silo, out _);
        }
    }

    private async Task<bool> IsRefusedAsync(IPEndPoint endpoint)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        try
        {
            await socket.ConnectAsync(endpoint, timeout.Token);
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The last vote that is needed declares the silo dead; the others are recorded in the membership table.</summary>
    private async Task VoteAsync(SiloAddress silo)
    {
        IMembershipTable table = services.GetRequiredService<IMembershipTable>();
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            MembershipTableData members = await table.ReadAllAsync(lifetime.ApplicationStopping);
            if (members.TryGet(silo) is not { Item1: { Status: SiloStatus.Active } suspect } row) return;
            bool isDead = DeathVote.Cast(
                suspect,
                [.. members.Members.Select(member => member.Item1)],
                local.SiloAddress,
                options.Value,
                time.GetUtcNow().UtcDateTime);
            if (isDead)
            {
                LogEnded(silo);
                await Membership.TryKill(silo);
                return;
            }

            if (await table.UpdateRowAsync(suspect, row.Item2, members.Version.Next(), lifetime.ApplicationStopping)) return;
        }
    }

    private IEnumerable<SiloAddress> ActiveOthers() =>
        from member in Membership.CurrentSnapshot.Members.Values
        where member.Status == SiloStatus.Active && !member.SiloAddress.Equals(local.SiloAddress)
        select member.SiloAddress;

    /// <summary>Resolved lazily: the connection options, which use this detector, are themselves needed to create the membership
    /// service.</summary>
    private IClusterMembershipService Membership => services.GetRequiredService<IClusterMembershipService>();

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The process of silo {Silo} has ended: its port refuses connections; declaring it dead")]
    private partial void LogEnded(SiloAddress silo);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Could not determine whether the process of silo {Silo} has ended; membership probes decide")]
    private partial void LogUndecided(Exception exception, SiloAddress silo);
}
