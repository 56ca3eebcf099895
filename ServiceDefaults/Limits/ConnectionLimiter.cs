using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace RetailGrains.ServiceDefaults.Limits;

/// <summary>
/// Limits the connections of one host (<see cref="CallerNetwork"/>), so that it cannot take all connections of a process. Thread-safe.
/// </summary>
/// <param name="max">The maximum number of connections of one address.</param>
/// <param name="exempt">Networks without this limit, such as those of proxies.</param>
internal sealed class ConnectionLimiter(int max, IReadOnlyCollection<IPNetwork> exempt)
{
    private readonly ShareCounter _connections = new(int.MaxValue, max);

    /// <summary>Number of addresses that have connections.</summary>
    public int Addresses => _connections.Owners;

    /// <summary>Counts a connection; false if its address already has the maximum.</summary>
    public bool TryAdd(IPAddress address) => IsExempt(address) || _connections.TryTake(CallerNetwork.Of(address));

    /// <summary>Ends the count of a connection for which <see cref="TryAdd"/> returned true.</summary>
    public void Remove(IPAddress address)
    {
        if (!IsExempt(address)) _connections.Return(CallerNetwork.Of(address));
    }

    private bool IsExempt(IPAddress address) => exempt.Any(network => network.Contains(CallerNetwork.Unmapped(address)));
}

/// <summary>Adds a <see cref="ConnectionLimiter"/> to a server's connections.</summary>
internal static partial class ConnectionLimiting
{
    /// <summary>Closes further connections of an address that has the maximum. Add this before TLS, whose handshakes cost time.</summary>
    /// <param name="listen">The connections of a port.</param>
    /// <param name="limiter">Counts them.</param>
    /// <param name="onRefused">Called for each connection that is closed.</param>
    public static void Limit(this ListenOptions listen, ConnectionLimiter limiter, Action<IPAddress> onRefused) =>
        listen.Use(next => connection => ServeAsync(connection, next, limiter, onRefused));

    [LoggerMessage(LogLevel.Warning, "{Address} has the maximum number of connections; further ones are closed ({Setting})")]
    public static partial void LogRefused(ILogger logger, IPAddress address, string setting);

    private static async Task ServeAsync(
        ConnectionContext connection, ConnectionDelegate next, ConnectionLimiter limiter, Action<IPAddress> onRefused)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: { } address })
        {
            await next(connection);
            return;
        }

        if (!limiter.TryAdd(address))
        {
            onRefused(CallerNetwork.Unmapped(address));
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            limiter.Remove(address);
        }
    }
}
