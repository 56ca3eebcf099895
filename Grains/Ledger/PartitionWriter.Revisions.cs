using NodaTime;
using RetailGrains.Ledger.Revisions;
using RetailGrains.TimeZones;

namespace RetailGrains.Ledger;

/// <summary>The result of a revision, with the entries that it recorded.</summary>
internal readonly record struct RevisionOutcome(RevisionResult Result, LedgerEntry[] Recorded)
{
    public static RevisionOutcome Busy => new(new RevisionResult(RevisionStatus.Busy), []);
}

/// <summary>
/// Revisions. The writer reads what the ledger holds, plans the entries and commits them together, as the only writer of the id's
/// partition. The unique key of (id, revision) guards the plan like every append.
/// </summary>
internal sealed partial class PartitionWriter
{
    /// <summary>Revises a transaction. A result of busy means that it was not revised, or that the outcome is unknown.</summary>
    /// <param name="request">The request, about a transaction that this partition owns.</param>
    /// <param name="isWanted">Whether the caller still waits; otherwise the request is not retried.</param>
    public async Task<RevisionOutcome> ReviseAsync(RevisionRequest request, Func<bool> isWanted)
    {
        try
        {
            while (!Fenced && isWanted())
            {
                await committer.WhenOpenAsync(_stop.Token);
                if (await TryReviseAsync(request) is { } outcome) return outcome;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            LogUnresolved(logger, partition, 1);
        }

        return RevisionOutcome.Busy;
    }

    /// <summary>Returns null when nothing was recorded and the request must be planned again.</summary>
    private async Task<RevisionOutcome?> TryReviseAsync(RevisionRequest request)
    {
        RevisionFacts facts = await RetryAsync(() => FactsAsync(request.TransactionId));
        if (facts.History is { } known) FenceIfBehind([known]);
        if (Fenced) return null;
        // A correction of an erased customer's sale is recorded under the pseudonym.
        if (request.Correction is { } sent && facts.History is { } history)
            request = request with { Correction = customers.FormOf(sent, history.Current) };
        string? store = request.Correction?.StoreId ?? facts.History?.Current.StoreId;
        if (store is null) return new RevisionOutcome(new RevisionResult(RevisionStatus.NotFound), []);
        await RetryAsync(() => zones.LoadAsync([store], _stop.Token));
        DateTimeZone? zone = zones.Find(store);
        // An annulment has the times of what it takes back.
        if (zone is null && request.Action is not (RevisionAction.VoidOriginal or RevisionAction.Undo))
            return new RevisionOutcome(new RevisionResult(RevisionStatus.UnknownTimeZone), []);
        var now = new SaleTime(TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime), TimeSpan.Zero);
        RevisionPlan plan = RevisionPlan.Of(
            request,
            facts,
            LocalTimes.Resolve(now, zone ?? DateTimeZone.Utc),
            zones.Currency(store),
            request.Correction is { } correction ? LocalTimes.Resolve(correction.Time, zone!) : null);
        return plan.Drafts.Length == 0
            ? new RevisionOutcome(plan.Answer, [])
            : await CommitRevisionAsync(Stamp(plan.Drafts, (draft, position, at) => EntryOf(draft, request.Provenance, position, at)));
    }

    private LedgerEntry EntryOf(EntryDraft draft, Provenance? provenance, Position position, DateTime recordedAt)
    {
        LedgerEntry entry = draft.Sent is { } sent ? EntryOf(sent, position, recordedAt) : draft.TakesBack!;
        return entry with { Position = position, RecordedAt = recordedAt, Mark = draft.Mark, Provenance = provenance, Hashes = null };
    }

    private async ValueTask<RevisionFacts> FactsAsync(string transactionId) =>
        await RevisionFacts.ReadAsync(ledger, transactionId, _stop.Token);

    /// <summary>Commits the entries, all or none; returns null when none is recorded.</summary>
    private async Task<RevisionOutcome?> CommitRevisionAsync(LedgerEntry[] entries)
    {
        try
        {
            if (await committer.CommitAsync(entries)) Commits++;
        }
        catch (Exception) // refused or unknown, for whatever reason: the ledger holds the outcome
        {
            if (!await RetryAsync(() => ResolveRevisionAsync(entries))) return null;
        }

        foreach (LedgerEntry entry in entries) MoveHead(entry);
        return new RevisionOutcome(RevisionResult.Of(RevisionStatus.Recorded, entries[^1]), entries);
    }

    /// <summary>
    /// Returns whether the entries are recorded. One commit writes all of them, so the first one stands for all. An entry of a twin
    /// activation at the same position has another time of recording.
    /// </summary>
    private async ValueTask<bool> ResolveRevisionAsync(LedgerEntry[] entries)
    {
        LedgerEntry first = entries[0];
        TransactionHistory? history =
            (await ledger.HistoriesAsync([first.TransactionId], _stop.Token)).GetValueOrDefault(first.TransactionId);
        bool written = history?.Entries.Any(entry => CommitOutcome.IsOfAttempt(entry, first)) == true;
        long head = await ledger.HeadAsync(partition, _stop.Token);
        Fenced = head != first.Position.Sequence - 1 + (written ? entries.Length : 0);
        if (Fenced) LogFenced(logger, partition, Head);
        return written;
    }
}
