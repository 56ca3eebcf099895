using Microsoft.Extensions.Options;

namespace RetailGrains.Ledger;

/// <summary>
/// Commits what the silo's partitions have waiting together, so that one commit serves many. A partition always has the same lane and at
/// most one request in it; while a lane's commit is under way, the next collects.
/// </summary>
internal sealed class GroupCommitter : IAsyncDisposable
{
    private const int MaxTransactions = 4_000;

    private readonly ILedgerStore _ledger;
    private readonly WorkInFlight _work;
    private readonly Gatherer<Request>[] _lanes;

    private sealed record Request(IReadOnlyList<LedgerEntry> Entries, TaskCompletionSource Done);

    public GroupCommitter(ILedgerStore ledger, WorkInFlight work, IOptions<LedgerOptions> options)
    {
        (_ledger, _work) = (ledger, work);
        _lanes = [.. Enumerable.Range(0, options.Value.CommitLanes)
            .Select(_ => new Gatherer<Request>(CommitAsync, request => request.Entries.Count, MaxTransactions))];
    }

    /// <summary>
    /// Completes when the entries are durable. A fault means that they may or may not be, also where only another partition's entries in
    /// the same commit were refused: read the ledger.
    /// </summary>
    public Task CommitAsync(int partition, IReadOnlyList<LedgerEntry> entries)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _lanes[partition % _lanes.Length].Add(new Request(entries, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Gatherer<Request> lane in _lanes) await lane.DisposeAsync();
    }

    private async Task CommitAsync(IReadOnlyList<Request> together)
    {
        try
        {
            IReadOnlyList<LedgerEntry> entries =
                together.Count == 1 ? together[0].Entries : [.. together.SelectMany(request => request.Entries)];
            using (_work.Begin(Work.Commit)) await _ledger.AppendAsync(entries, CancellationToken.None);
            foreach (Request request in together) request.Done.SetResult();
        }
#pragma warning disable CA1031 // Whatever went wrong, the outcome is unknown to every request, and each partition settles its own.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (Request request in together) request.Done.SetException(e);
        }
    }
}
