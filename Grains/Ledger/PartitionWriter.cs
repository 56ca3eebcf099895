using Microsoft.Extensions.Logging;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Revisions;
using RetailGrains.TimeZones;
using RetailGrains.Tracing;

namespace RetailGrains.Ledger;

/// <summary>
/// The writer of a partition. It assigns the next sequences to a group of transactions and commits the group. If the commit is refused or
/// its answer is lost, it resolves the outcome before it writes anything else. It runs in the grain's turns, one group at a time.
/// </summary>
internal sealed partial class PartitionWriter(
    int partition,
    HashChainHead head,
    ILedgerStore ledger,
    EntrySealer sealer,
    ErasedCustomers customers,
    GroupCommitter committer,
    StoreZones zones,
    ComponentFailures reads,
    LedgerMeter meter,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly string _subject = $"partition {partition}";
    private bool _expectsDuplicates;
    private int _maxEntries = int.MaxValue;
    private ReadOnlyMemory<byte> _headHash = head.Hash;

    /// <summary>The last sequence that this writer knows to be in the ledger.</summary>
    public long Head { get; private set; } = head.Sequence;

    /// <summary>Another activation has written: this one must not write any more.</summary>
    public bool Fenced { get; private set; }

    public long Commits { get; private set; }

    /// <summary>Stops waiting for a database that does not answer; open transactions are answered as busy.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        reads.Succeeded(_subject); // clears the failure
        _stop.Dispose();
    }

    /// <summary>Writes a group. A result of busy means that the transaction was not written, or that its outcome is unknown.</summary>
    /// <param name="group">Transactions that this partition owns.</param>
    /// <param name="isWanted">Whether a caller still waits for the transaction at this index. Others are not retried.</param>
    /// <param name="trace">The sampled requests of the group, if there are any.</param>
    public async Task<AppendOutcome[]> WriteAsync(
        IReadOnlyList<SaleTransaction> group, Func<int, bool> isWanted, GroupTrace? trace = null)
    {
        var results = new AppendOutcome[group.Count];
        var first = new Dictionary<string, int>(group.Count, StringComparer.Ordinal);
        for (int i = 0; i < group.Count; i++) first.TryAdd(group[i].TransactionId, i);
        List<int> open = [.. first.Values.Order()];
        try
        {
            if (_expectsDuplicates)
            {
                await RetryAsync(() => zones.LoadAsync(group, _stop.Token));
                open = await DropKnownAsync(group, open, results);
            }

            while (open.Count > 0 && !Fenced) open = await CommitNextAsync(group, open, results, isWanted, trace);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            LogUnresolved(logger, partition, open.Count);
        }

        AnswerRepeatedIds(group, first, results);
        _expectsDuplicates = results.Any(result => result.Status is AppendStatus.Duplicate or AppendStatus.Conflict);
        return results;
    }

    /// <summary>
    /// Commits the open transactions, or only their first part if the database has refused data. Returns those that are still open.
    /// </summary>
    private async Task<List<int>> CommitNextAsync(
        IReadOnlyList<SaleTransaction> group, List<int> open, AppendOutcome[] results, Func<int, bool> isWanted, GroupTrace? trace)
    {
        await committer.WhenOpenAsync(_stop.Token);
        open.RemoveAll(i => !isWanted(i));
        int count = Math.Min(open.Count, _maxEntries);
        (List<int> now, List<int> later) = (open[..count], open[count..]);
        SaleTransaction[] sent = [.. now.Select(i => group[i])];
        await RetryAsync(() => zones.LoadAsync(sent, _stop.Token));
        if (DropUnknownZones(group, now, results) > 0) sent = [.. now.Select(i => group[i])];
        return now.Count == 0 ? later : [.. await CommitAsync(sent, now, results, trace), .. later];
    }

    /// <summary>
    /// Transactions of a store with an unknown time zone get their result and delay no others. Returns how many were dropped.
    /// </summary>
    private int DropUnknownZones(IReadOnlyList<SaleTransaction> group, List<int> open, AppendOutcome[] results) => open.RemoveAll(i =>
    {
        bool unknown = zones.Find(group[i].StoreId) is null;
        if (unknown) results[i] = new AppendOutcome(AppendStatus.UnknownTimeZone, null);
        return unknown;
    });

    /// <summary>Commits the open transactions; returns those to retry.</summary>
    private async Task<List<int>> CommitAsync(SaleTransaction[] sent, List<int> open, AppendOutcome[] results, GroupTrace? trace)
    {
        LedgerEntry[] entries = Stamp(sent);
        (CommitOutcome outcome, bool refused) = await CommitOrResolveAsync(entries, sent, trace);
        Fenced = outcome.Fenced;
        if (Fenced) LogFenced(logger, partition, Head);
        var still = new List<int>();
        for (int k = 0; k < sent.Length; k++)
        {
            results[open[k]] = outcome.Results[k];
            if (outcome.Results[k].Status == AppendStatus.Busy) still.Add(open[k]);
            else if (outcome.Results[k].Status == AppendStatus.Recorded) MoveHead(entries[k]);
        }

        return refused ? Bisect(still) : still;
    }

    /// <summary>
    /// A recorded entry is always one that this activation attempted: an entry found in the ledger instead makes the transaction a
    /// duplicate.
    /// </summary>
    private void MoveHead(LedgerEntry recorded)
    {
        Head = recorded.Position.Sequence;
        _headHash = EntrySealer.EntryHash(recorded);
    }

    /// <summary>
    /// The database refuses some data in these entries. The writer tries halves until the refused transaction is alone, and then returns it
    /// as busy. No data that passes the rules of transactions is known to be refused.
    /// </summary>
    private List<int> Bisect(List<int> refused)
    {
        _maxEntries = Math.Max(1, refused.Count / 2);
        return refused.Count > 1 ? refused : [];
    }

    private async Task<(CommitOutcome CommitOutcome, bool Refused)> CommitOrResolveAsync(
        LedgerEntry[] entries, SaleTransaction[] sent, GroupTrace? trace)
    {
        try
        {
            if (await committer.CommitAsync(entries, trace)) Commits++;
            _maxEntries = _maxEntries < int.MaxValue / 2 ? _maxEntries * 2 : int.MaxValue;
            return (CommitOutcome.AllRecorded(entries), false);
        }
        catch (Exception e) // refused or unknown, for whatever reason: the ledger holds the outcome
        {
            bool refused = e is not LedgerRefusedException && FailureClassifier.Classify(e) == FailureKind.Refused;
            CommitOutcome outcome = await RetryAsync(() => ResolveAsync(entries, sent));
            if (e is not LedgerRefusedException && !refused) meter.Resolved(outcome.Resolution);
            return (outcome, refused);
        }
    }

    private async ValueTask<CommitOutcome> ResolveAsync(LedgerEntry[] entries, SaleTransaction[] sent)
    {
        IReadOnlyDictionary<string, TransactionHistory> found = await FindAsync(sent.Select(t => t.TransactionId));
        long head = await ledger.HeadAsync(partition, _stop.Token);
        return CommitOutcome.Of(entries, Array.ConvertAll(sent, t => FormOf(t, found)), found, head, zones.Currency);
    }

    private async ValueTask<IReadOnlyDictionary<string, TransactionHistory>> FindAsync(IEnumerable<string> transactionIds) =>
        await ledger.HistoriesAsync([.. transactionIds], _stop.Token);

    private SaleTransaction FormOf(SaleTransaction sent, IReadOnlyDictionary<string, TransactionHistory> found) =>
        found.TryGetValue(sent.TransactionId, out TransactionHistory? history) ? customers.FormOf(sent, history.Recordings) : sent;

    /// <summary>
    /// If the ledger already had ids of the last group, it probably has ids of the next one (of a file that is sent again). A lookup first
    /// then avoids a commit that would be refused. The unique key remains the safeguard.
    /// </summary>
    private async Task<List<int>> DropKnownAsync(IReadOnlyList<SaleTransaction> group, List<int> open, AppendOutcome[] results)
    {
        IReadOnlyDictionary<string, TransactionHistory> found =
            await RetryAsync(() => FindAsync(open.Select(i => group[i].TransactionId)));
        FenceIfBehind(found.Values);
        foreach (int i in open)
            if (found.TryGetValue(group[i].TransactionId, out TransactionHistory? history))
                results[i] = AppendOutcome.Against(history, FormOf(group[i], found), zones.Currency(group[i].StoreId));
        return open.FindAll(i => results[i].Entry is null);
    }

    /// <summary>
    /// An entry above the head is one that another activation wrote, or a statement of this one that arrived after its outcome was
    /// resolved. The tail lacks it, so the next activation must load it.
    /// </summary>
    private void FenceIfBehind(IEnumerable<TransactionHistory> found)
    {
        if (!found.Any(history => history.Entries.Any(entry => entry.Position.Sequence > Head))) return;
        Fenced = true;
        LogFenced(logger, partition, Head);
    }

    /// <summary>
    /// Resolves transactions of one group that share an id: the first was written, and the others are compared with its entry.
    /// </summary>
    private void AnswerRepeatedIds(IReadOnlyList<SaleTransaction> group, Dictionary<string, int> first, AppendOutcome[] results)
    {
        if (first.Count == group.Count) return;
        for (int i = 0; i < group.Count; i++)
        {
            int one = first[group[i].TransactionId];
            if (one == i) continue;
            results[i] = results[one].Entry is { } entry
                ? AppendOutcome.Against(entry, customers.FormOf(group[i], entry), zones.Currency(group[i].StoreId))
                : results[one];
        }
    }

    private LedgerEntry[] Stamp(SaleTransaction[] sent) => Stamp(sent, EntryOf);

    /// <summary>Gives entries the positions after the head, the present time and their hashes.</summary>
    private LedgerEntry[] Stamp<T>(T[] contents, Func<T, Position, DateTime, LedgerEntry> make)
    {
        DateTime recordedAt = TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);
        var entries = new LedgerEntry[contents.Length];
        ReadOnlyMemory<byte> previous = _headHash;
        for (int i = 0; i < contents.Length; i++)
        {
            LedgerEntry entry = make(contents[i], new Position(partition, Head + 1 + i), recordedAt);
            entries[i] = entry with { Hashes = sealer.Seal(entry, previous.Span) };
            previous = EntrySealer.EntryHash(entries[i]);
        }

        return entries;
    }

    private LedgerEntry EntryOf(SaleTransaction t, Position position, DateTime recordedAt)
    {
        DateTimeOffset occurredAt = LocalTimes.Resolve(t.Time, zones.Find(t.StoreId)!);
        string? currency = t.Currency ?? zones.Currency(t.StoreId);
        return new LedgerEntry(position, t.TransactionId, t.StoreId, t.CustomerId, occurredAt, t.Kind, t.Lines, recordedAt)
        {
            Currency = currency,
            IsCurrencyDefault = t.Currency is null && currency is not null,
            Details = t.Details,
            Provenance = t.Provenance,
        };
    }

    /// <summary>
    /// Retries a read until the database answers or the activation must end: nothing may be written before the result is known. A bug ends
    /// the activation.
    /// </summary>
    private async ValueTask<T> RetryAsync<T>(Func<ValueTask<T>> read)
    {
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            try
            {
                T result = await read();
                reads.Succeeded(_subject);
                return result;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested && FailureClassifier.IsUnavailable(e))
            {
                reads.Failed(_subject, e);
                await Task.Delay(backoff.Next(), time, _stop.Token);
            }
        }
    }
}
