namespace RetailGrains.Ledger.Revisions;

/// <summary>
/// The result of a request to revise a transaction, given what the ledger holds: an answer, or the entries to record in one commit. Pure.
/// </summary>
/// <param name="Answer">The answer, when nothing is to be recorded.</param>
/// <param name="Drafts">The entries to record; empty when the answer is known.</param>
public sealed record RevisionPlan(RevisionResult Answer, EntryDraft[] Drafts)
{
    /// <summary>Maximum number of entries of one id; they are read together.</summary>
    public const int MaxRevisions = 100;

    /// <summary>
    /// Maximum size of all entries of one id (<see cref="TransactionSize"/>), because they are read together. The first void of a recording
    /// is accepted beyond it.
    /// </summary>
    public const long MaxBytes = 4 * TransactionSize.MaxBytes;

    /// <summary>Plans a revision.</summary>
    /// <param name="request">The request.</param>
    /// <param name="facts">What the ledger holds.</param>
    /// <param name="now">The present time in the store's time zone.</param>
    /// <param name="storeCurrency">The currency of the store of a correction.</param>
    /// <param name="correctedTo">The time of a correction in its store's time zone; null when there is none or it is not known.</param>
    public static RevisionPlan Of(
        RevisionRequest request, RevisionFacts facts, DateTimeOffset now, string? storeCurrency, DateTimeOffset? correctedTo = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.History is not { } history) return Refuse(RevisionStatus.NotFound);
        if (request.Action == RevisionAction.Undo) return Undo(request, facts, history, now);
        if (RecordedBy(request, history) is { } own) return new RevisionPlan(RevisionResult.Of(RevisionStatus.Recorded, own), []);
        if (EarlierVoids.IsVoid(history.First)) return Refuse(RevisionStatus.IsVoid);
        return request.Action == RevisionAction.Correct
            ? Correct(request, facts, history, storeCurrency, correctedTo)
            : Void(request, facts, history, now);
    }

    /// <summary>An earlier attempt of the same request may have recorded it; then the id's later revisions do not matter.</summary>
    private static LedgerEntry? RecordedBy(RevisionRequest request, TransactionHistory history) =>
        request.Provenance?.SendId is { } sendId ? history.Entries.LastOrDefault(entry => entry.Provenance?.SendId == sendId) : null;

    /// <summary>Its own earlier annulments do not answer the request: there may be more to take back since.</summary>
    private static RevisionPlan Undo(RevisionRequest request, RevisionFacts facts, TransactionHistory history, DateTimeOffset now)
    {
        if (EarlierVoids.IsVoid(history.First)) return Refuse(RevisionStatus.IsVoid);
        Guid? own = request.Provenance?.SendId;
        bool isRevised = history.Entries.Any(entry => entry.Revision > 1 && (own is null || entry.Provenance?.SendId != own));
        return isRevised || facts.EarlierVoid is not null ? Refuse(RevisionStatus.Revised) : Void(request, facts, history, now);
    }

    private static RevisionPlan Void(RevisionRequest request, RevisionFacts facts, TransactionHistory history, DateTimeOffset now)
    {
        if (facts.EarlierVoid is { } earlier) return Known(earlier);
        if (facts.HasMoreReturns) return Refuse(RevisionStatus.TooManyReturns);
        LedgerEntry[] before = [.. history.Voids];
        Remainder remainder = facts.RemainderOfCurrent();
        if (before.Length > 0 && remainder.IsNothing) return Known(before[0]);
        if (history.LastRevision >= MaxRevisions) return Refuse(RevisionStatus.TooManyRevisions);
        if (before.Length > 0 && SizeOf(history) > MaxBytes) return Refuse(RevisionStatus.TooManyRevisions);
        bool onOwnDay = before.Length == 0 ? request.Action != RevisionAction.VoidToday : before[0].Effect != EntryEffect.Records;
        var annulment = new Annulment(history.Current, before, remainder);
        int revision = history.LastRevision + 1;
        EntryDraft draft = onOwnDay ? annulment.OnOwnDay(revision) : annulment.AsReturn(revision, now);
        return Record([WithNote(draft, request.Note)]);
    }

    private static RevisionPlan Correct(
        RevisionRequest request, RevisionFacts facts, TransactionHistory history, string? storeCurrency, DateTimeOffset? correctedTo)
    {
        if (facts.EarlierVoid is not null) return Refuse(RevisionStatus.VoidedByEarlierVersion);
        // After a change of the store's time zone the same content may belong to another day.
        bool sameDay = correctedTo is null || correctedTo.Value.Offset == history.Current.OccurredAt.Offset;
        if (!history.IsVoided && sameDay && history.Current.HasContentOf(request.Correction!, storeCurrency))
            return Known(history.Current);
        List<EntryDraft> drafts = [];
        int revision = history.LastRevision;
        foreach (LedgerEntry entry in history.Entries.Where(entry => entry.Effect == EntryEffect.Records))
        {
            LedgerEntry[] earlier = [.. history.AnnulmentsOf(entry)];
            var remainder = new Remainder(entry);
            foreach (LedgerEntry annulment in earlier) remainder.TakeBack(annulment);
            if (earlier.Length == 0 || !remainder.IsNothing) drafts.Add(new Annulment(entry, earlier, remainder).OnOwnDay(++revision));
        }

        drafts.Add(new EntryDraft(new RevisionMark(++revision, EntryEffect.Records, null), request.Correction, null));
        long size = SizeOf(history) + TransactionSize.Of(request.Correction!)
            + drafts.Sum(draft => draft.TakesBack is { } taken ? TransactionSize.Of(taken) : 0);
        return revision > MaxRevisions || size > MaxBytes ? Refuse(RevisionStatus.TooManyRevisions) : Record([.. drafts]);
    }

    private static long SizeOf(TransactionHistory history) => history.Entries.Sum(TransactionSize.Of);

    /// <summary>The note of a void is its reason, and not that of the sale.</summary>
    private static EntryDraft WithNote(EntryDraft draft, string? note)
    {
        LedgerEntry taken = draft.TakesBack!;
        SaleDetails details = taken.Details ?? new SaleDetails();
        return draft with { TakesBack = taken with { Details = (details with { Note = note }).OrNull() } };
    }

    private static RevisionPlan Record(EntryDraft[] drafts) => new(new RevisionResult(RevisionStatus.Recorded), drafts);

    private static RevisionPlan Known(LedgerEntry entry) => new(RevisionResult.Of(RevisionStatus.Duplicate, entry), []);

    private static RevisionPlan Refuse(RevisionStatus status) => new(new RevisionResult(status), []);
}
