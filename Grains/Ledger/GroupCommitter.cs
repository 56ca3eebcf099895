using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RetailGrains.Ledger;

/// <summary>
/// Commits what the silo's partitions have waiting together, so that one commit serves many. A partition always has the same lane and at
/// most one request in it; while a lane's commit is under way, the next collects.
/// </summary>
internal sealed class GroupCommitter : BackgroundService
{
    private const int MaxTransactions = 4_000;

    private readonly ILedgerStore _ledger;
    private readonly WorkInFlight _work;
    private readonly Channel<Request>[] _lanes;

    private sealed record Request(IReadOnlyList<LedgerEntry> Entries, TaskCompletionSource Done);

    public GroupCommitter(ILedgerStore ledger, WorkInFlight work, IOptions<LedgerOptions> options)
    {
        _ledger = ledger;
        _work = work;
        _lanes = [.. Enumerable.Range(0, options.Value.CommitLanes)
            .Select(_ => Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true }))];
    }

    /// <summary>
    /// Completes when the entries are durable. A fault means that they may or may not be, also where only another partition's entries in
    /// the same commit were refused: read the ledger.
    /// </summary>
    public Task CommitAsync(int partition, IReadOnlyList<LedgerEntry> entries)
    {
        var request = new Request(entries, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_lanes[partition % _lanes.Length].Writer.TryWrite(request))
            request.Done.SetException(new InvalidOperationException("The silo is stopping."));
        return request.Done.Task;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_lanes.Select(lane => Task.Run(() => RunAsync(lane.Reader), stoppingToken)));

    /// <summary>Stops when the grains have: a lane ends once it is empty and closed.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (Channel<Request> lane in _lanes) lane.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    private async Task RunAsync(ChannelReader<Request> lane)
    {
        var together = new List<Request>();
        while (await lane.WaitToReadAsync())
        {
            together.Clear();
            for (int count = 0; count < MaxTransactions && lane.TryRead(out Request? request); count += request.Entries.Count)
                together.Add(request);
            await CommitAsync(together);
        }
    }

    private async Task CommitAsync(List<Request> together)
    {
        IReadOnlyList<LedgerEntry> entries =
            together.Count == 1 ? together[0].Entries : [.. together.SelectMany(request => request.Entries)];
        try
        {
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
