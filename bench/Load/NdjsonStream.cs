using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Bench.Load;

/// <summary>
/// A producer that sends sales in one long POST and receives the results while it is sending. It does not use HttpClient, which reads only
/// after it has sent everything.
/// </summary>
internal sealed class NdjsonStream(Socket socket, SalePool pool, SaleNumbers numbers) : IDisposable
{
    private const int BlockSales = 50;

    private static readonly byte[] Head = Encoding.ASCII.GetBytes(
        $"POST /api/v1/transactions/batch HTTP/1.1\r\n{HttpConnection.CommonHeaders}"
        + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");

    private readonly ConcurrentQueue<(long Upto, int Count, long SentAt)> _underWay = new();
    private readonly ChunkedLines _lines = new();
    private long _sent;

    public static async Task<NdjsonStream> OpenAsync(int port, SalePool pool, SaleNumbers numbers, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
        return new NdjsonStream(socket, pool, numbers);
    }

    /// <summary>
    /// Sends until the window ends or all sales with numbers below <paramref name="most"/> are sent. The tally contains the results that
    /// arrived in the measured phase.
    /// </summary>
    public async Task<LoadTally> RunAsync(LoadWindow window, long most, CancellationToken cancel)
    {
        var tally = new LoadTally();
        Task receiving = ReceiveAsync(window, tally, cancel);
        await SendAsync(window, most, cancel);
        await receiving;
        tally.Refuse(BusyOf(_lines.Last));
        return tally;
    }

    public void Dispose() => socket.Dispose();

    private async Task SendAsync(LoadWindow window, long most, CancellationToken cancel)
    {
        await SendAllAsync(Head, cancel);
        var block = new byte[256 * 1024];
        while (!window.Stopped && numbers.Take(BlockSales) is var first && first < most)
        {
            int count = (int)Math.Min(BlockSales, most - first);
            int length = Write(block, first, count);
            _sent += count;
            _underWay.Enqueue((_sent, count, Stopwatch.GetTimestamp()));
            await SendAllAsync(block.AsMemory(0, length), cancel);
        }

        await SendAllAsync("0\r\n\r\n"u8.ToArray(), cancel);
    }

    /// <summary>Writes sales as one chunk.</summary>
    private int Write(byte[] block, long first, int count)
    {
        int at = 10;
        for (long number = first; number < first + count; number++)
        {
            pool.Write(block.AsSpan(at), number);
            at += pool.LengthOf(number);
            block[at++] = (byte)'\n';
        }

        (at - 10).TryFormat(block.AsSpan(0, 8), out _, "X8", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(block.AsSpan(8));
        "\r\n"u8.CopyTo(block.AsSpan(at));
        return at + 2;
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, cancel)..];
    }

    private async Task ReceiveAsync(LoadWindow window, LoadTally tally, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        (int from, int to) = await ReceiveHeadAsync(buffer, cancel);
        long results = 0;
        while (true)
        {
            results += _lines.Read(buffer.AsSpan(from, to - from));
            while (_underWay.TryPeek(out var block) && block.Upto <= results)
            {
                _underWay.TryDequeue(out _);
                if (window.Measuring) tally.Add(block.SentAt, block.Count);
            }

            if (_lines.Ended) return;
            from = 0;
            to = await socket.ReceiveAsync(buffer, cancel);
            if (to == 0) throw new IOException("The server closed the stream.");
        }
    }

    /// <summary>Returns where the body begins in the buffer, and where the received bytes end.</summary>
    private async Task<(int BodyAt, int Received)> ReceiveHeadAsync(byte[] buffer, CancellationToken cancel)
    {
        int received = 0;
        int end;
        do
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(received), cancel);
            if (read == 0) throw new IOException("The server closed the stream.");
            received += read;
            end = buffer.AsSpan(0, received).IndexOf("\r\n\r\n"u8);
        }
        while (end < 0);
        int status = HttpConnection.StatusOf(buffer);
        return status == 200 ? (end + 4, received) : throw new InvalidOperationException($"A stream was answered with {status}.");
    }

    /// <summary>Returns the number of sales to retry, and verifies that all others are in the ledger.</summary>
    private long BusyOf(ReadOnlySpan<byte> summary)
    {
        using JsonDocument json = JsonDocument.Parse(summary.ToArray());
        long busy = Count("busy");
        return Count("recorded") + Count("duplicates") + busy == _sent
            ? busy
            : throw new InvalidOperationException($"Of {_sent} sales some were not recorded: {json.RootElement}");

        long Count(string name) => json.RootElement.GetProperty(name).GetInt64();
    }
}
