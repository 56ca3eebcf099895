using System.Net;
using Microsoft.AspNetCore.Connections;

namespace RetailGrains.Silo.Clustering;

/// <summary>Reports when Orleans' connections end.</summary>
internal static class ConnectionEnds
{
    /// <summary>Calls an action with the remote address when a connection has ended, however it ended.</summary>
    public static void OnEnd(this IConnectionBuilder connections, Action<EndPoint?> ended) => connections.Use(next => async connection =>
    {
        try
        {
            await next(connection);
        }
        finally
        {
            ended(connection.RemoteEndPoint);
        }
    });
}
