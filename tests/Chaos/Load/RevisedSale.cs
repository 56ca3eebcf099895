namespace RetailGrains.Tests.Chaos.Load;

/// <summary>A sale that one clerk revises step by step, and the results that were acknowledged.</summary>
internal sealed class RevisedSale(Sale sale)
{
    private readonly List<Sale> _contents = [sale];
    private readonly List<Sale> _returns = [];
    private readonly Dictionary<string, int> _acknowledged = new(StringComparer.Ordinal);

    public string Id => sale.TransactionId;

    /// <summary>The content that was sent last.</summary>
    public Sale Current => _contents[^1];

    /// <summary>Every content that was sent.</summary>
    public IReadOnlyList<Sale> Contents => _contents;

    /// <summary>Recorded returns that are linked to this sale.</summary>
    public IReadOnlyList<Sale> Returns => _returns;

    /// <summary>The acknowledged revisions by position.</summary>
    public IReadOnlyDictionary<string, int> Acknowledged => _acknowledged;

    /// <summary>The last step that was sent voids the sale.</summary>
    public bool IsVoided { get; private set; }

    /// <summary>Voids that were sent, each counted once.</summary>
    public int Voids { get; private set; }

    /// <summary>Every step was acknowledged, so the expected content of the ledger is known.</summary>
    public bool IsComplete { get; private set; }

    public void Complete() => IsComplete = true;

    public void Returned(Sale back) => _returns.Add(back);

    /// <summary>Called before a void is sent; false when it is a retry.</summary>
    public bool BeginVoid()
    {
        if (IsVoided) return false;
        Voids++;
        return IsVoided = true;
    }

    /// <summary>Called before a correction is sent.</summary>
    public void BeginCorrection(Sale correction)
    {
        IsVoided = false;
        if (Current != correction) _contents.Add(correction);
    }

    public void Acknowledge(string position, int revision) => _acknowledged[position] = revision;
}
