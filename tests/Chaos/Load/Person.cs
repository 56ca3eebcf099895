using System.Globalization;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>Under which id a sale must be found in the end.</summary>
internal enum Holder
{
    /// <summary>The customer's own.</summary>
    Own,

    /// <summary>The pseudonym.</summary>
    Pseudonym,

    /// <summary>One of them: the sale and an erasure were sent at the same time, or an erasure was not answered.</summary>
    Either,
}

/// <summary>
/// A customer whom one officer erases step by step, and the results that were acknowledged. Safe for one caller that erases and one that
/// buys.
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

    /// <summary>In the catalogue.</summary>
    public string Name => $"Name of {Id}";

    /// <summary>The acknowledged pseudonym; null while no erasure was acknowledged.</summary>
    public string? Pseudonym { get; private set; }

    /// <summary>An erasure was sent.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>By transaction.</summary>
    public IReadOnlyDictionary<string, Holder> Sales => _sales;

    /// <summary>Before a sale is sent.</summary>
    public void Buy(string transactionId)
    {
        lock (_lock) _sales[transactionId] = _erasing || !_certain ? Holder.Either : Holder.Own;
    }

    /// <summary>After a sale was acknowledged.</summary>
    public void Acknowledge(string transactionId)
    {
        lock (_lock) _acknowledged.Add(transactionId);
    }

    /// <summary>Before an erasure is sent. All sales that are acknowledged by now must be erased by it.</summary>
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

    /// <summary>An erasure was not answered, so it may yet begin.</summary>
    public void Doubt()
    {
        lock (_lock) _certain = false;
    }

    /// <summary>The erasure was acknowledged: it is durable. False when an earlier one had another pseudonym.</summary>
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
