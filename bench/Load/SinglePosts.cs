namespace RetailGrains.Bench.Load;

/// <summary>A till: sends one sale at a time.</summary>
internal sealed class SinglePosts(HttpConnection connection, SalePool pool, SaleNumbers numbers) : ILoadClient
{
    private const string Path = "/api/v1/transactions";

    private readonly byte[] _request = new byte[16 * 1024];

    public static async Task<ILoadClient> OpenAsync(int port, SalePool pool, SaleNumbers numbers, CancellationToken cancel) =>
        new SinglePosts(await HttpConnection.OpenAsync(port, cancel), pool, numbers);

    public async ValueTask<int> DoAsync()
    {
        int length = Prepare(numbers.Take());
        return await connection.ExchangeAsync(_request.AsMemory(0, length), CancellationToken.None) switch
        {
            201 => 1,
            429 or 503 => 0,
            int status => throw new InvalidOperationException($"A sale was answered with {status}."),
        };
    }

    public void Dispose() => connection.Dispose();

    private int Prepare(long number)
    {
        int length = pool.LengthOf(number);
        byte[] head = HttpConnection.Head("POST", Path, "application/json", length);
        head.CopyTo(_request, 0);
        pool.Write(_request.AsSpan(head.Length), number);
        return head.Length + length;
    }
}

/// <summary>A reader: sends the same request repeatedly.</summary>
internal sealed class Gets(HttpConnection connection, byte[] request) : ILoadClient
{
    public static async Task<ILoadClient> OpenAsync(int port, string path, CancellationToken cancel) =>
        new Gets(await HttpConnection.OpenAsync(port, cancel), HttpConnection.Head("GET", path, contentType: null, length: 0));

    public async ValueTask<int> DoAsync()
    {
        int status = await connection.ExchangeAsync(request, CancellationToken.None);
        return status == 200 ? 1 : throw new InvalidOperationException($"A read was answered with {status}.");
    }

    public void Dispose() => connection.Dispose();
}
