using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Tests.Chaos.Processes;

/// <summary>How a <see cref="TcpRelay"/> treats traffic.</summary>
internal enum RelayMode
{
    /// <summary>Forwards traffic unchanged.</summary>
    Pass,

    /// <summary>Resets open connections and new ones.</summary>
    Cut,

    /// <summary>Delays every chunk of data.</summary>
    Slow,

    /// <summary>Forwards nothing: connections stay open, and new ones are never answered.</summary>
    BlackHole,
}

/// <summary>Relays the traffic between two processes, and can interrupt it.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _open = [];
    private readonly Task _accepting;
    private TaskCompletionSource _changed = NewChange();
    private RelayMode _mode;
    private TimeSpan _delay;

    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1 that the relay listens on.</summary>
    public int Port { get; }

    /// <summary>Changes the mode, also of open connections.</summary>
    /// <param name="mode">The new mode.</param>
    /// <param name="delay">The delay of each chunk in the mode <see cref="RelayMode.Slow"/>.</param>
    public void Set(RelayMode mode, TimeSpan delay = default)
    {
        TaskCompletionSource changed;
        Socket[] open;
        lock (_lock)
        {
            (_mode, _delay) = (mode, delay);
            (changed, _changed) = (_changed, NewChange());
            open = mode == RelayMode.Cut ? [.. _open] : [];
        }

        foreach (Socket socket in open) Reset(socket);
        changed.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Set(RelayMode.Cut);
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = RelayAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The connection was closed before it was accepted, or the relay is being disposed.
            }
        }
    }

    private async Task RelayAsync(Socket near)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        try
        {
            if (!Keep(near, far)) return;
            await PassingAsync();
            await far.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nothing listens on the target port. The reset informs the other side.
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(near);
                _open.Remove(far);
            }

            Reset(near);
            Reset(far);
        }
    }

    /// <summary>Registers a connection so that it can be cut later; false when connections are cut now, so the caller resets it.</summary>
    private bool Keep(Socket near, Socket far)
    {
        lock (_lock)
        {
            if (_mode == RelayMode.Cut) return false;
            _open.Add(near);
            _open.Add(far);
            return true;
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            int read = await from.ReceiveAsync(buffer, SocketFlags.None, _end.Token);
            if (read == 0) return;
            await PassingAsync();
            for (int sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, _end.Token);
        }
    }

    /// <summary>Waits until data may pass.</summary>
    private async Task PassingAsync()
    {
        while (true)
        {
            RelayMode mode;
            TimeSpan delay;
            Task changed;
            lock (_lock) (mode, delay, changed) = (_mode, _delay, _changed.Task);
            if (mode == RelayMode.BlackHole)
            {
                await changed.WaitAsync(_end.Token);
                continue;
            }

            if (mode == RelayMode.Slow) await Task.Delay(delay, TimeProvider.System, _end.Token);
            return;
        }
    }

    /// <summary>Closes with RST instead of FIN, so that the other side sees a broken connection.</summary>
    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }
}
