using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Tests.Support;

/// <summary>
/// Reserves ports for the servers that tests start, before the servers listen. Only one process can reserve a port, because several runs of
/// the tests may share a machine. The range contains neither ephemeral ports nor a default port of the programs.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Last = 29_500;

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"retail-ports-{Environment.UserName}");
    private static readonly ConcurrentBag<FileStream> Taken = [];

    /// <summary>Reserves a port on 127.0.0.1 that no process listens on, until this process ends.</summary>
    public static int Take()
    {
        Directory.CreateDirectory(Folder);
        while (true)
        {
            int port = Random.Shared.Next(First, Last);
            if (TryLock(port) is not { } held) continue;
            Taken.Add(held);
            if (IsFree(port)) return port;
        }
    }

    /// <summary>The operating system releases the lock of a file when the process that opened it ends.</summary>
    private static FileStream? TryLock(int port)
    {
        try
        {
            return new FileStream(
                Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture)),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
