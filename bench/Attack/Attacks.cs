using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace RetailGrains.Bench.Attack;

/// <summary>
/// Attacks on a server, by clients with tokens and by callers without one. Each attack runs until it is stopped. Bodies are prepared once,
/// because the attackers share the machine with the server.
/// </summary>
internal sealed class Attacks(AttackTarget target, TimeProvider time)
{
    private const string Post = "transactions";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    public IEnumerable<Task> Start(CancellationToken stop)
    {
        Func<CancellationToken, Task>[] attacks =
        [
            LargeBatchesAsync, HeldBodiesAsync, LiveFeedsAsync, SlowReadersAsync, ImportsAsync, InventedIdsAsync, SignInsAsync, ListsAsync,
            LargeTransactionsAsync, DamagedBodiesAsync, FuturePositionsAsync, HalfRequestsAsync,
        ];
        return attacks.Select(attack => Task.Run(() => UntilStoppedAsync(attack, stop), CancellationToken.None));
    }

    private async Task UntilStoppedAsync(Func<CancellationToken, Task> attack, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await attack(stop);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                if (!stop.IsCancellationRequested) target.Count(attack.Method.Name, "connection failed");
            }

            await Task.WhenAny(Task.Delay(Short, time, stop));
        }
    }

    /// <summary>Small compressed batches with large transactions, just below and above the size limit of a transaction.</summary>
    private async Task LargeBatchesAsync(CancellationToken stop)
    {
        foreach (byte[] batch in AttackBodies.LargeBatches())
        {
            using HttpContent content = Compressed(batch, "application/json");
            await target.SendAsync("large batch", HttpMethod.Post, $"{Post}/batch", target.Producer, content, stop);
            await Task.Delay(TimeSpan.FromSeconds(2), time, stop);
        }
    }

    /// <summary>Many compressed bodies that unpack to a megabyte each and never end.</summary>
    private async Task HeldBodiesAsync(CancellationToken stop)
    {
        byte[] body = AttackBodies.UnendingTransaction();
        await HoldAsync("held body", 100, TimeSpan.FromSeconds(20), i => target.OpenAsync(
            Head($"POST /api/v1/{Post}", target.Producer, "application/json", body.Length + 10, compressed: true), body, stop), stop);
    }

    /// <summary>A viewer that opens live feeds until no more are accepted.</summary>
    private Task LiveFeedsAsync(CancellationToken stop) =>
        HoldAsync("live feed", 300, TimeSpan.FromSeconds(30), i => target.OpenAsync(
            Head("GET /api/v1/live", target.Viewer), ReadOnlyMemory<byte>.Empty, stop), stop);

    /// <summary>Downloads that are read a few bytes at a time.</summary>
    private Task SlowReadersAsync(CancellationToken stop) =>
        HoldAsync("slow reader", 60, TimeSpan.FromSeconds(30), i => target.OpenAsync(
            Head(i % 2 == 0 ? "GET /api/v1/transactions?limit=500" : "GET /api/v1/products?limit=500", target.Viewer),
            ReadOnlyMemory<byte>.Empty,
            stop), stop);

    /// <summary>Small compressed files with many open receipts, and with many rows that are rejected.</summary>
    private async Task ImportsAsync(CancellationToken stop)
    {
        foreach (byte[] file in AttackBodies.ImportFiles())
        {
            using HttpContent content = Compressed(file, "text/csv");
            await target.SendAsync("import", HttpMethod.Post, "imports?name=attack", target.Producer, content, stop);
            await Task.Delay(TimeSpan.FromSeconds(10), time, stop);
        }
    }

    private async Task InventedIdsAsync(CancellationToken stop)
    {
        string id = Guid.NewGuid().ToString("N");
        foreach (string list in (string[])["products", "customers", "stores", Post])
            await target.SendAsync("invented id", HttpMethod.Get, $"{list}/{id}", target.Viewer, content: null, stop);
        await target.SendAsync("invented path", HttpMethod.Get, $"{id}/{id}", token: null, content: null, stop);
    }

    private async Task SignInsAsync(CancellationToken stop)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["username"] = $"user-{Guid.NewGuid():N}",
            ["password"] = "not the password",
        });
        await target.SendAsync("sign-in", HttpMethod.Post, "auth/token", token: null, content, stop);
    }

    private async Task ListsAsync(CancellationToken stop)
    {
        IEnumerable<Task> lists = Enumerable.Range(0, 16).Select(i => target.SendAsync(
            "list",
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"customers?limit=500&sort=-units&q={Guid.NewGuid().ToString("N")[..3]}"),
            target.Viewer,
            content: null,
            stop));
        await Task.WhenAll(lists);
    }

    /// <summary>Single transactions of nearly a megabyte, and requests for them.</summary>
    private async Task LargeTransactionsAsync(CancellationToken stop)
    {
        string id = $"large-{Guid.NewGuid():N}";
        using HttpContent content = Compressed(AttackBodies.LargeTransaction(id, lines: 340), "application/json");
        await target.SendAsync("large transaction", HttpMethod.Post, Post, target.Producer, content, stop);
        await target.SendAsync("large transaction read", HttpMethod.Get, $"{Post}/{id}", target.Producer, content: null, stop);
        await Task.Delay(TimeSpan.FromSeconds(1), time, stop);
    }

    private async Task DamagedBodiesAsync(CancellationToken stop)
    {
        byte[] junk = new byte[1 + Random.Shared.Next(2_000)];
        Random.Shared.NextBytes(junk);
        using var single = new ByteArrayContent(junk) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        await target.SendAsync("damaged body", HttpMethod.Post, Post, target.Producer, single, stop);
        using var lines = new ByteArrayContent(junk) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        await target.SendAsync("damaged lines", HttpMethod.Post, $"{Post}/batch", target.Producer, lines, stop);
        await Task.Delay(Short, time, stop);
    }

    /// <summary>Reads that ask for a position that the ledger has not reached.</summary>
    private async Task FuturePositionsAsync(CancellationToken stop)
    {
        IEnumerable<Task> reads = Enumerable.Range(0, 50).Select(i => target.SendAsync(
            "future position", HttpMethod.Get, "products/p1", target.Viewer, content: null, stop, atLeast: $"{i % 16}-99999999"));
        await Task.WhenAll(reads);
    }

    /// <summary>Connections that send half of a request's head.</summary>
    private Task HalfRequestsAsync(CancellationToken stop) =>
        HoldAsync("half request", 300, TimeSpan.FromSeconds(20), i => target.OpenAsync(
            "POST /api/v1/transactions HTTP/1.1\r\nHost: localhost\r\n", ReadOnlyMemory<byte>.Empty, stop), stop);

    /// <summary>Opens connections, reads a few hundred bytes a second from each, and closes them after <paramref name="held"/>.</summary>
    private async Task HoldAsync(string attack, int count, TimeSpan held, Func<int, Task<Socket>> open, CancellationToken stop)
    {
        List<Socket> sockets = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                sockets.Add(await open(i));
                if (i % 50 == 49) await Task.Delay(TimeSpan.FromMilliseconds(500), time, stop);
            }

            byte[] some = new byte[600];
            var answered = new HashSet<Socket>();
            for (long end = time.GetTimestamp(); time.GetElapsedTime(end) < held; await Task.Delay(TimeSpan.FromSeconds(1), time, stop))
            {
                foreach (Socket socket in sockets.Where(socket => socket.Available > 0))
                {
                    int read = await socket.ReceiveAsync(some, stop);
                    if (read >= 12 && answered.Add(socket)) target.Count(attack, Encoding.ASCII.GetString(some, 9, 3));
                }
            }
        }
        finally
        {
            foreach (Socket socket in sockets) socket.Dispose();
        }
    }

    private static string Head(string request, string token, string? type = null, int length = 0, bool compressed = false)
    {
        var head = new StringBuilder($"{request} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n");
        if (type is not null) head.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\nContent-Length: {length}\r\n");
        if (compressed) head.Append("Content-Encoding: gzip\r\n");
        return head.Append("\r\n").ToString();
    }

    private static ByteArrayContent Compressed(byte[] body, string type) => new(body)
    {
        Headers = { ContentType = new MediaTypeHeaderValue(type), ContentEncoding = { "gzip" } },
    };
}
