using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures;

/// <summary>
/// Writes the silo's changed entities to the projection tables in bulk: what is handed in while one write is under way goes into the next.
/// </summary>
internal sealed class ProjectionWriter(IProjectionStore projections, WorkInFlight work, IOptions<LedgerOptions> options) : BackgroundService
{
    private readonly Channel<Request> _requests =
        Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true });

    private sealed record Request(int Generation, EntitySnapshot Snapshot, TaskCompletionSource<bool> Done);

    /// <summary>Saves; false when the snapshot is a stale twin's. A fault leaves open whether it is saved.</summary>
    public Task<bool> SaveAsync(int generation, EntitySnapshot snapshot)
    {
        var request = new Request(generation, snapshot, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_requests.Writer.TryWrite(request)) request.Done.SetException(new InvalidOperationException("The silo is stopping."));
        return request.Done.Task;
    }

    /// <summary>Stops when the grains have: it ends once everything handed in is written.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _requests.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(RunAsync, CancellationToken.None);

    private async Task RunAsync()
    {
        var together = new List<Request>();
        while (await _requests.Reader.WaitToReadAsync())
        {
            together.Clear();
            for (int rows = 0; rows < options.Value.SaveRows && _requests.Reader.TryRead(out Request? request);)
            {
                together.Add(request);
                rows += 1 + request.Snapshot.ChangedDays.Count;
            }

            foreach (IGrouping<int, Request> generation in together.GroupBy(request => request.Generation))
                await SaveAsync(generation.Key, [.. generation]);
        }
    }

    private async Task SaveAsync(int generation, Request[] requests)
    {
        try
        {
            EntitySnapshot[] snapshots = Array.ConvertAll(requests, request => request.Snapshot);
            bool[] saved;
            using (work.Begin(Work.Save)) saved = await projections.SaveAsync(generation, snapshots, CancellationToken.None);
            for (int i = 0; i < requests.Length; i++) requests[i].Done.SetResult(saved[i]);
        }
#pragma warning disable CA1031 // Each entity tries again; whether this write came through is told by the versions then.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (Request request in requests) request.Done.SetException(e);
        }
    }
}
