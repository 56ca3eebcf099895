using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Tests.Chaos.Processes;

/// <summary>How a <see cref="TcpRelay"/> treats what passes through it.</summary>
internal enum RelayMode
{
    /// <summary>As it comes.</summary>
    Pass,

    /// <summary>Connections are reset, and new ones too.</summary>
    Cut,

    /// <summary>Every piece is held back for a while.</summary>
    Slow,

    /// <summary>Drops everything silently: connections stay open, and new ones are never answered.</summary>
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

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>From now on.</summary>
    /// <param name="mode">How what passes is treated.</param>
    /// <param name="delay">How long each piece is held back when it is <see cref="RelayMode.Slow"/>.</param>
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
                // A connection that was gone before it was accepted, or the end.
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
            // Nothing listens there; the reset informs the other side.
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

    /// <summary>Keeps a connection to be cut later; false, and a reset, when connections are cut now.</summary>
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

    /// <summary>Returns when something may pass.</summary>
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

    /// <summary>Closes without FIN, as when a cable is cut: the next packet from the other side reaches nothing.</summary>
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
