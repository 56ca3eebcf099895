using Microsoft.Extensions.Logging;
using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>
/// The writing side of a partition: gives the next sequences to a group of transactions, commits it, and finds out what became of it where
/// the commit was refused or its answer lost, before anything else is written. Runs in the grain's turns, one group at a time.
/// </summary>
internal sealed partial class PartitionWriter(
    int partition,
    long head,
    ILedgerStore ledger,
    GroupCommitter committer,
    StoreZones zones,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private bool _duplicatesAbout;

    /// <summary>The last sequence that this writer knows to be in the ledger.</summary>
    public long Head { get; private set; } = head;

    /// <summary>Another activation has written: this one must write no more.</summary>
    public bool Fenced { get; private set; }

    public long Commits { get; private set; }

    /// <summary>Stops waiting for a database that does not answer; what is open is answered as busy.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    /// <summary>Writes a group; what is still busy in the answer is not taken in, or not known to be.</summary>
    public async Task<Settled[]> WriteAsync(IReadOnlyList<SaleTransaction> group)
    {
        var results = new Settled[group.Count];
        var first = new Dictionary<string, int>(group.Count, StringComparer.Ordinal);
        for (int i = 0; i < group.Count; i++) first.TryAdd(group[i].TransactionId, i);
        List<int> open = [.. first.Values.Order()];
        try
        {
            if (_duplicatesAbout) open = await DropKnownAsync(group, open, results);
            while (open.Count > 0 && !Fenced) open = await CommitAsync(group, open, results);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            LogUnsettled(logger, partition, open.Count);
        }

        AnswerTwins(group, first, results);
        _duplicatesAbout = results.Any(result => result.Status is AppendStatus.Duplicate or AppendStatus.Conflict);
        return results;
    }

    /// <summary>Commits what is open; returns what is open still.</summary>
    private async Task<List<int>> CommitAsync(IReadOnlyList<SaleTransaction> group, List<int> open, Settled[] results)
    {
        SaleTransaction[] sent = [.. open.Select(i => group[i])];
        LedgerEntry[] entries = await RetryAsync(() => StampAsync(sent));
        Settlement settlement = await CommitOrSettleAsync(entries, sent);
        Fenced = settlement.Fenced;
        if (Fenced) LogFenced(logger, partition, Head);
        var still = new List<int>();
        for (int k = 0; k < sent.Length; k++)
        {
            results[open[k]] = settlement.Results[k];
            if (settlement.Results[k].Status == AppendStatus.Busy) still.Add(open[k]);
            else if (settlement.Results[k].Status == AppendStatus.Recorded) Head = settlement.Results[k].Entry!.Position.Sequence;
        }

        return still;
    }

    private async Task<Settlement> CommitOrSettleAsync(LedgerEntry[] entries, SaleTransaction[] sent)
    {
        try
        {
            if (await committer.CommitAsync(entries)) Commits++;
            return Settlement.AllRecorded(entries);
        }
#pragma warning disable CA1031 // Refused or unknown, for whatever reason: the ledger tells what became of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (e is not LedgerRefusedException) LogUnknownOutcome(logger, e, partition, entries.Length);
            if (e is StaleActivationException) await Task.Delay(RetryPause, time, _stop.Token); // the silo may be dead: it will know soon
            return await RetryAsync(() => SettleAsync(entries, sent));
        }
    }

    private async Task<Settlement> SettleAsync(LedgerEntry[] entries, SaleTransaction[] sent)
    {
        IReadOnlyDictionary<string, LedgerEntry> found = await ledger.FindAsync([.. sent.Select(t => t.TransactionId)], _stop.Token);
        long head = await ledger.HeadAsync(partition, _stop.Token);
        return Settlement.Of(entries, sent, found, head);
    }

    /// <summary>
    /// Where the last group had ids that the ledger knew, the next is likely to (a file sent again): looking them up first spares a commit
    /// that would be refused. The unique key remains the check.
    /// </summary>
    private async Task<List<int>> DropKnownAsync(IReadOnlyList<SaleTransaction> group, List<int> open, Settled[] results)
    {
        IReadOnlyDictionary<string, LedgerEntry> found =
            await RetryAsync(() => ledger.FindAsync([.. open.Select(i => group[i].TransactionId)], _stop.Token));
        foreach (int i in open)
            if (found.TryGetValue(group[i].TransactionId, out LedgerEntry? entry))
                results[i] = Settled.Against(entry, group[i]);
        return open.FindAll(i => results[i].Entry is null);
    }

    /// <summary>Transactions of one group that share an id: the first was written, the others are told what they are to its entry.</summary>
    private static void AnswerTwins(IReadOnlyList<SaleTransaction> group, Dictionary<string, int> first, Settled[] results)
    {
        if (first.Count == group.Count) return;
        for (int i = 0; i < group.Count; i++)
        {
            int one = first[group[i].TransactionId];
            if (one != i && results[one].Entry is { } entry) results[i] = Settled.Against(entry, group[i]);
        }
    }

    private async Task<LedgerEntry[]> StampAsync(SaleTransaction[] sent)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        var recordedAt = new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        var entries = new LedgerEntry[sent.Length];
        for (int i = 0; i < sent.Length; i++)
        {
            SaleTransaction t = sent[i];
            DateTimeOffset occurredAt = StoreZones.Resolve(t.Time, await zones.OfAsync(t.StoreId, _stop.Token));
            var position = new Position(partition, Head + 1 + i);
            entries[i] = new LedgerEntry(position, t.TransactionId, t.StoreId, t.CustomerId, occurredAt, t.Kind, t.Lines, recordedAt);
        }

        return entries;
    }

    /// <summary>A database that does not answer is asked again until it does, or until the activation is to end.</summary>
    private async Task<T> RetryAsync<T>(Func<Task<T>> read)
    {
        while (true)
        {
            try
            {
                return await read();
            }
#pragma warning disable CA1031 // Nothing may be written before this is known, so there is nothing else to do.
            catch (Exception e) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogRetry(logger, e, partition);
                await Task.Delay(RetryPause, time, _stop.Token);
            }
        }
    }
}
