using System.Collections.Concurrent;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>The results of a sale that was sent.</summary>
internal sealed class SentSale(Sale sale)
{
    private int _recorded;
    private string? _position;

    public Sale Sale => sale;

    /// <summary>The acknowledged position; null while none was acknowledged.</summary>
    public string? Position => Volatile.Read(ref _position);

    /// <summary>The first acknowledged position.</summary>
    public string Note(string position) => Interlocked.CompareExchange(ref _position, position, null) ?? position;

    /// <summary>How often an answer reported it as new.</summary>
    public int NoteRecorded() => Interlocked.Increment(ref _recorded);
}

/// <summary>Every sale that was sent and every acknowledgement that was given. Safe for many at once.</summary>
internal sealed class SentBook(Violations violations)
{
    private readonly ConcurrentDictionary<string, SentSale> _sales = new(StringComparer.Ordinal);
    private int _acknowledged;

    public IReadOnlyDictionary<string, SentSale> Sales => _sales;

    public int Acknowledged => _acknowledged;

    /// <summary>Before it is sent: from now on it may be in the ledger.</summary>
    public void Send(Sale sale) => _sales.TryAdd(sale.TransactionId, new SentSale(sale));

    /// <summary>
    /// All answers for an id have the same position, in the partition that owns the id, and at most one reports it as new.
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
