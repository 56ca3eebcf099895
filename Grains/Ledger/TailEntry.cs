using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>An entry above the checkpoint.</summary>
/// <param name="recorded">The entry.</param>
/// <param name="urgent">A caller waits until it is saved.</param>
/// <param name="traced">Its request is sampled.</param>
internal sealed class TailEntry(LedgerEntry recorded, bool urgent, bool traced = false)
{
    public LedgerEntry Recorded => recorded;

    public bool Urgent => urgent;

    public bool Traced => traced;

    public long Sequence { get; } = recorded.Position.Sequence;

    public DateOnly Day { get; } = recorded.BusinessDate;

    /// <summary>The entry's own figures, which are also what it adds to its store and its customer.</summary>
    public Totals Totals { get; } = SaleFigures.Of(recorded);

    /// <summary>The entry's size by <see cref="TransactionSize"/>.</summary>
    public long Bytes { get; } = TransactionSize.Of(recorded);

    /// <summary>The entities that the entry concerns, each once.</summary>
    public EntityTail[] Affected { get; set; } = [];
}
