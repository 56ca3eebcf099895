namespace RetailGrains.Api.Transactions.Batches;

/// <summary>Counts results by status.</summary>
internal sealed class BatchTally
{
    private long _recorded;
    private long _duplicates;
    private long _conflicts;
    private long _invalid;
    private long _busy;

    public BatchSummary Summary => new(_recorded, _duplicates, _conflicts, _invalid, _busy);

    public BatchAnswer Answer(IReadOnlyList<BatchResult> results) => new(_recorded, _duplicates, _conflicts, _invalid, _busy, results);

    public void Add(BatchResult result)
    {
        switch (result.Status)
        {
            case "recorded": _recorded++; break;
            case "duplicate": _duplicates++; break;
            case "conflict": _conflicts++; break;
            case "invalid": _invalid++; break;
            default: _busy++; break;
        }
    }
}
