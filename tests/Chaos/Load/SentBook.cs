using System.Collections.Concurrent;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>The results of a sale that was sent.</summary>
internal sealed class SentSale(Sale sale)
{
    private int _recorded;
    private string? _position;

    public Sale Sale => sale;

    /// <summary>The acknowledged position; null until one is acknowledged.</summary>
    public string? Position => Volatile.Read(ref _position);

    /// <summary>Stores an acknowledged position, and returns the first one.</summary>
    public string Note(string position) => Interlocked.CompareExchange(ref _position, position, null) ?? position;

    /// <summary>Counts the answers that reported the sale as new.</summary>
    public int NoteRecorded() => Interlocked.Increment(ref _recorded);
}

/// <summary>Every sale that was sent and every acknowledgement that was received. Thread-safe.</summary>
internal sealed class SentBook(Violations violations)
{
    private readonly ConcurrentDictionary<string, SentSale> _sales = new(StringComparer.Ordinal);
    private int _acknowledged;

    public IReadOnlyDictionary<string, SentSale> Sales => _sales;

    public int Acknowledged => _acknowledged;

    /// <summary>Called before a sale is sent: from then on, it may be in the ledger.</summary>
    public void Send(Sale sale) => _sales.TryAdd(sale.TransactionId, new SentSale(sale));

    /// <summary>
    /// All answers for an id must have the same position, in the partition that owns the id. At most one may report it as new.
    /// </summary>
    public void Acknowledge(string id, string position, bool duplicate)
    {
        SentSale sent = _sales[id];
        if (sent.Position is null) Interlocked.Increment(ref _acknowledged);
        string first = sent.Note(position);
        if (first != position) violations.Add($"{id} was acknowledged at {first} and at {position}");
        if (!position.StartsWith($"{LedgerRules.PartitionOf(id)}-", StringComparison.Ordinal))
            violations.Add($"{id} was acknowledged at {position}, which is not in its partition");
        if (!duplicate && sent.NoteRecorded() > 1) violations.Add($"{id} was said to be newly recorded more than once");
    }
}
