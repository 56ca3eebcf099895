using System.Globalization;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>The id under which a sale must be recorded in the end.</summary>
internal enum Holder
{
    /// <summary>The customer's own id.</summary>
    Own,

    /// <summary>The pseudonym.</summary>
    Pseudonym,

    /// <summary>Either id: the sale and an erasure were sent at the same time, or an erasure was not answered.</summary>
    Either,
}

/// <summary>
/// A customer whom one officer erases step by step, and the results that were acknowledged. Thread-safe for one caller that erases and one
/// that buys.
/// </summary>
internal sealed class Person(string name, int number)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Holder> _sales = new(StringComparer.Ordinal);
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private bool _erasing;
    private bool _certain = true;

    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"person {name}-{number}");

    /// <summary>The name in the catalogue.</summary>
    public string Name => $"Name of {Id}";

    /// <summary>The acknowledged pseudonym; null until an erasure is acknowledged.</summary>
    public string? Pseudonym { get; private set; }

    /// <summary>An erasure was sent.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>The expected holder of each sale, by transaction id.</summary>
    public IReadOnlyDictionary<string, Holder> Sales => _sales;

    /// <summary>Called before a sale is sent.</summary>
    public void Buy(string transactionId)
    {
        lock (_lock) _sales[transactionId] = _erasing || !_certain ? Holder.Either : Holder.Own;
    }

    /// <summary>Called after a sale is acknowledged.</summary>
    public void Acknowledge(string transactionId)
    {
        lock (_lock) _acknowledged.Add(transactionId);
    }

    /// <summary>Called before an erasure is sent. The erasure must include all sales that are already acknowledged.</summary>
    public void BeginErasure()
    {
        lock (_lock)
        {
            IsAsked = true;
            if (_erasing) return;
            _erasing = true;
            _asked.UnionWith(_acknowledged);
            foreach ((string id, Holder holder) in _sales)
                if (holder == Holder.Own)
                    _sales[id] = Holder.Either;
        }
    }

    /// <summary>Called when an erasure was not answered, because it may still begin.</summary>
    public void Doubt()
    {
        lock (_lock) _certain = false;
    }

    /// <summary>Called when an erasure is acknowledged and therefore durable. False when an earlier one had another pseudonym.</summary>
    public bool Accept(string pseudonym, bool completed)
    {
        lock (_lock)
        {
            foreach (string id in _asked) _sales[id] = Holder.Pseudonym;
            if (completed) _erasing = false;
            return (Pseudonym ??= pseudonym) == pseudonym;
        }
    }
}
