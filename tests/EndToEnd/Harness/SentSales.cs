using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>The sales that clients have sent, and their results. Thread-safe.</summary>
internal sealed class SentSales
{
    private readonly ConcurrentDictionary<string, Sale> _sent = new();
    private readonly ConcurrentDictionary<string, string> _acknowledged = new();
    private readonly ConcurrentDictionary<string, int> _recorded = new();
    private int _refused;

    public int Count => _sent.Count;

    public int AcknowledgedCount => _acknowledged.Count;

    /// <summary>Position by transaction id.</summary>
    public IReadOnlyDictionary<string, string> Acknowledged => _acknowledged;

    /// <summary>How often a sender was asked to retry.</summary>
    public int Refused => _refused;

    public Sale this[string id] => _sent[id];

    /// <summary>Notes a sale that the test sends by itself, and that may be in the ledger unacknowledged.</summary>
    public void Attempt(Sale sale) => _sent[sale.TransactionId] = sale;

    /// <summary>Sends one; true when it was acknowledged, false when its sender must retry.</summary>
    public async Task<bool> SendAsync(RetailClient client, Sale sale, bool applied = false)
    {
        _sent[sale.TransactionId] = sale;
        Answer answer = await (applied ? client.PostAppliedAsync(sale) : client.PostAsync(sale));
        if (answer.Status == HttpStatusCode.ServiceUnavailable)
        {
            Assert.NotNull(answer.Headers.RetryAfter);
            Interlocked.Increment(ref _refused);
            return false;
        }

        Assert.True(answer.Status == (answer.Duplicate ? HttpStatusCode.OK : HttpStatusCode.Created), answer.Text);
        Assert.Equal(sale.Total, answer["total"].GetDecimal());
        Note(sale.TransactionId, answer.Position, answer.Duplicate);
        return true;
    }

    /// <summary>Sends a batch; returns those of its sales that must be retried.</summary>
    public async Task<List<Sale>> SendAsync(RetailClient client, IReadOnlyList<Sale> batch)
    {
        foreach (Sale sale in batch) _sent[sale.TransactionId] = sale;
        Answer answer = await client.PostBatchAsync(batch);
        if (answer.Status == HttpStatusCode.ServiceUnavailable)
        {
            Assert.NotNull(answer.Headers.RetryAfter);
            Interlocked.Increment(ref _refused);
            return [.. batch];
        }

        JsonElement[] results = [.. answer.Expect(HttpStatusCode.OK)["results"].EnumerateArray()];
        Assert.Equal(batch.Select(sale => sale.TransactionId), results.Select(result => result.GetProperty("transactionId").GetString()!));
        var again = new List<Sale>();
        foreach ((Sale sale, JsonElement result) in batch.Zip(results))
        {
            string status = result.GetProperty("status").GetString()!;
            if (status == "busy")
            {
                Interlocked.Increment(ref _refused);
                again.Add(sale);
                continue;
            }

            Assert.True(status is "recorded" or "duplicate", result.GetRawText());
            Note(sale.TransactionId, result.GetProperty("position").GetString()!, status == "duplicate");
        }

        return again;
    }

    /// <summary>An id has the same position in all answers, and at most one answer reports it as new.</summary>
    private void Note(string id, string position, bool duplicate)
    {
        string first = _acknowledged.GetOrAdd(id, position);
        Assert.True(first == position, $"{id} was acknowledged at {first} and at {position}.");
        if (duplicate) return;
        int times = _recorded.AddOrUpdate(id, 1, (_, before) => before + 1);
        Assert.True(times == 1, $"{id} at {position} was told to be newly recorded {times} times.");
    }

    /// <summary>
    /// Checks the ledger by SQL: every acknowledged sale is there once, at its acknowledged position; the ledger has no sale that was not
    /// sent, and none with other content; sequences have no gaps. Returns the sales in the ledger.
    /// </summary>
    public async Task<List<Sale>> AssertLedgerAsync(TestStore store)
    {
        var lines = await store.QueryAsync(
            "SELECT transaction_id, partition, sequence, quantity, CAST(unit_price AS TEXT) FROM ledger_line ORDER BY partition, "
                + "sequence, ordinal",
            row => (
                Id: row.GetString(0),
                Partition: row.GetInt32(1),
                Sequence: row.GetInt64(2),
                Quantity: row.GetInt32(3),
                Price: decimal.Parse(row.GetString(4), CultureInfo.InvariantCulture)));
        var entries = lines.GroupBy(line => (line.Partition, line.Sequence)).ToList();
        Assert.Equal(entries.Count, entries.Select(entry => entry.First().Id).Distinct().Count());

        foreach (var partition in entries.GroupBy(entry => entry.Key.Partition))
            Assert.Equal(Enumerable.Range(1, partition.Count()).Select(n => (long)n), partition.Select(entry => entry.Key.Sequence));

        foreach (var entry in entries)
        {
            Assert.True(_sent.TryGetValue(entry.First().Id, out Sale? sale), $"Nobody sent {entry.First().Id}.");
            Assert.All(entry, line => Assert.Equal(sale.TransactionId, line.Id));
            Assert.Equal(
                sale.Lines.Select(line => ((int)line.Quantity, line.UnitPrice)), entry.Select(line => (line.Quantity, line.Price)));
        }

        Dictionary<string, string> held =
            entries.ToDictionary(entry => entry.First().Id, entry => $"{entry.Key.Partition}-{entry.Key.Sequence}");
        foreach ((string id, string position) in _acknowledged)
            Assert.True(
                held.TryGetValue(id, out string? at) && at == position, $"{id} was acknowledged at {position} and is {at ?? "nowhere"}.");
        return [.. held.Keys.Select(id => _sent[id])];
    }
}
