using System.Threading.Channels;
using RetailGrains.Ledger;
using RetailGrains.Streams;
using StackExchange.Redis;

namespace RetailGrains.Producer;

/// <summary>
/// Writes transactions to the sales streams. Each shard has one entry in flight at a time, so that its entries stay in order. An entry that
/// Redis refused, or whose answer was lost, is retried until Redis has it, so nothing is dropped.
/// </summary>
internal sealed class Feeder
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly IDatabase _redis;
    private readonly int _batch;
    private readonly TimeProvider _time;
    private readonly Channel<byte[]>[] _shards;
    private readonly Task _sending;
    private long _sent;
    private long _retries;
    private volatile string? _waitingFor;

    /// <param name="redis">The Redis database.</param>
    /// <param name="batch">The maximum number of transactions in an entry.</param>
    /// <param name="time">Measures the delays between retries.</param>
    public Feeder(IDatabase redis, int batch, TimeProvider time)
    {
        (_redis, _batch, _time) = (redis, batch, time);
        // Room for two entries: one in flight, and one that is collected meanwhile.
        _shards = [.. Enumerable.Range(0, SalesQueues.Shards).Select(_ => Channel.CreateBounded<byte[]>(2 * batch))];
        _sending = Task.WhenAll(Enumerable.Range(0, SalesQueues.Shards).Select(shard => Task.Run(() => SendAsync(shard))));
    }

    /// <summary>The number of transactions that Redis has.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The number of retries.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>The reason why sending is blocked; null when it is not.</summary>
    public string? WaitingFor => _waitingFor;

    /// <summary>Adds a transaction; waits while its shard has no room.</summary>
    public ValueTask AddAsync(string transactionId, byte[] json) =>
        _shards[Position.PartitionOf(transactionId, _shards.Length)].Writer.WriteAsync(json);

    /// <summary>Completes when Redis has all transactions.</summary>
    public Task CompleteAsync()
    {
        foreach (Channel<byte[]> shard in _shards) shard.Writer.TryComplete();
        return _sending;
    }

    private async Task SendAsync(int shard)
    {
        List<byte[]> together = [];
        ChannelReader<byte[]> waiting = _shards[shard].Reader;
        while (await waiting.WaitToReadAsync())
        {
            together.Clear();
            int bytes = 2;
            while (together.Count < _batch && waiting.TryPeek(out byte[]? json) && bytes + json.Length < SalesWire.MaxJson)
            {
                waiting.TryRead(out _);
                together.Add(json);
                bytes += json.Length + 1;
            }

            if (together.Count == 0 && waiting.TryRead(out byte[]? large)) together.Add(large);
            await AddUntilAcceptedAsync(SalesQueues.KeyOf(shard), EntryOf(together));
            Interlocked.Add(ref _sent, together.Count);
        }
    }

    private async Task AddUntilAcceptedAsync(string key, NameValueEntry[] entry)
    {
        while (true)
        {
            try
            {
                await _redis.StreamAddAsync(key, entry);
                _waitingFor = null;
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // Redis is full, restarting or unavailable. This is temporary, and an entry that is written twice is recorded once.
                _waitingFor = e.Message.StartsWith("OOM", StringComparison.Ordinal) ? "Redis is full" : "Redis is unreachable";
                Interlocked.Increment(ref _retries);
                await Task.Delay(RetryDelay, _time);
            }
        }
    }

    private static NameValueEntry[] EntryOf(List<byte[]> transactions)
    {
        var version = new NameValueEntry(SalesWire.Version, "1");
        if (transactions.Count == 1) return [version, new NameValueEntry(SalesWire.Transaction, transactions[0])];
        var list = new byte[transactions.Sum(json => json.Length + 1) + 1];
        int at = 0;
        foreach (byte[] json in transactions)
        {
            list[at] = (byte)(at == 0 ? '[' : ',');
            json.CopyTo(list, at + 1);
            at += json.Length + 1;
        }

        list[at] = (byte)']';
        return [version, new NameValueEntry(SalesWire.Batch, list)];
    }
}
