using Microsoft.Extensions.Options;
using RetailGrains.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Streams;

/// <summary>
/// Ingests entries of a sales stream: valid transactions go to the ledger, others to the dead letters. It completes when each is durable in
/// one of the two, and fails when that is not possible now. Then nothing is acknowledged, and the same entries are delivered again.
/// </summary>
internal sealed class SalesIntake(
    LedgerClient ledger,
    StreamConflicts conflicts,
    DeadLetters deadLetters,
    StreamMeter meter,
    IOptions<StreamsOptions> options,
    TimeProvider time)
{
    /// <summary>How many refused items are held in memory before they become dead letters: an invalid item may have two bytes.</summary>
    private const int MaxRefused = 1_000;

    /// <exception cref="TimeoutException">The ledger was unreachable or too busy. Some transactions may be recorded.</exception>
    public async Task<ShardTally> IngestAsync(int shard, IReadOnlyList<SalesEntry> entries, CancellationToken cancel)
    {
        long start = time.GetTimestamp();
        entries = await deadLetters.WithTrueRetriesAsync(shard, entries);
        List<SalesItem> valid = [];
        List<Refusal> refused = [];
        var reader = new TransactionReader(time);
        long invalid = 0;
        foreach (SalesItem item in entries.SelectMany(entry => SalesItems.Of(entry, reader)))
        {
            if (item.Read.Problems is not { } problems)
            {
                valid.Add(item);
                continue;
            }

            invalid++;
            refused.Add(Refusal.Of(shard, item, problems.ToString()));
            if (refused.Count < MaxRefused) continue;
            await deadLetters.RefuseAsync(refused);
            refused.Clear();
        }

        var tally = new ShardTally(0, 0, 0, invalid);
        foreach (List<SalesItem> window in SalesWindows.Of(valid))
            tally += await AppendAsync(shard, window, refused, options.Value.LedgerPatience - time.GetElapsedTime(start), cancel);
        await deadLetters.RefuseAsync(refused);
        Report(entries, tally);
        return tally;
    }

    private async Task<ShardTally> AppendAsync(
        int shard, List<SalesItem> window, List<Refusal> refused, TimeSpan timeout, CancellationToken cancel)
    {
        var provenance = new Provenance(SalesQueues.SourceOf(shard), options.Value.Client, Guid.NewGuid());
        AppendResult[] results = timeout > TimeSpan.Zero
            ? await ledger.AppendAsync(
                window.ConvertAll(item => item.Read.Transaction! with { Provenance = provenance }), urgent: false, timeout, cancel)
            : new AppendResult[window.Count];
        ShardTally tally = default;
        List<SalesItem> conflicting = [];
        List<StreamConflict> found = [];
        for (int i = 0; i < results.Length; i++)
        {
            tally += TallyOf(results[i].Status);
            if (ProblemOf(results[i].Status) is { } problem) refused.Add(Refusal.Of(shard, window[i], problem));
            if (results[i].Status != AppendStatus.Conflict) continue;
            conflicting.Add(window[i]);
            found.Add(new StreamConflict(window[i].Read.Transaction!, results[i].Position));
        }

        IReadOnlyList<string> reasons = await conflicts.ReasonsAsync(found, cancel);
        refused.AddRange(conflicting.Select((item, i) => Refusal.Of(shard, item, reasons[i])));
        return tally;
    }

    private static string? ProblemOf(AppendStatus status) => status switch
    {
        AppendStatus.Invalid => "the transaction violates a rule of the ledger, such as the maximum size",
        AppendStatus.UnknownTimeZone => "the catalogue's time zone for storeId is not in the time zone database",
        _ => null,
    };

    private static ShardTally TallyOf(AppendStatus status) => status switch
    {
        AppendStatus.Recorded => new ShardTally(1, 0, 0, 0),
        AppendStatus.Duplicate => new ShardTally(0, 1, 0, 0),
        AppendStatus.Conflict => new ShardTally(0, 0, 1, 0),
        AppendStatus.UnknownTimeZone or AppendStatus.Invalid => new ShardTally(0, 0, 0, 1),
        _ => throw new TimeoutException("The ledger did not record everything in time."),
    };

    private void Report(IReadOnlyList<SalesEntry> entries, in ShardTally tally)
    {
        meter.OnIngested(tally);
        DateTime now = time.GetUtcNow().UtcDateTime;
        foreach (SalesEntry entry in entries)
            if (SalesWire.WrittenAt(entry.EntryId) is { } written) meter.OnEntryDone(now - written);
    }
}
