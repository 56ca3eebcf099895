using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures;

/// <summary>Loads entities for activations: those that are asked for at about the same time are read by one query.</summary>
internal sealed class EntityLoader(IProjectionStore projections) : BackgroundService
{
    private const int MaxEntities = 1_000;

    private readonly Channel<Request> _requests =
        Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true });

    private sealed record Request(int Generation, EntityKey Key, TaskCompletionSource<SavedEntity?> Done);

    /// <summary>The entity's saved rows, or null.</summary>
    public Task<SavedEntity?> LoadAsync(int generation, EntityKey key)
    {
        var done = new TaskCompletionSource<SavedEntity?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_requests.Writer.TryWrite(new Request(generation, key, done)))
            done.SetException(new InvalidOperationException("The silo is stopping."));
        return done.Task;
    }

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
            while (together.Count < MaxEntities && _requests.Reader.TryRead(out Request? request)) together.Add(request);
            foreach (var alike in together.GroupBy(request => (request.Generation, request.Key.Kind)))
                await LoadAsync(alike.Key.Generation, alike.Key.Kind, [.. alike]);
        }
    }

    private async Task LoadAsync(int generation, EntityKind kind, Request[] requests)
    {
        try
        {
            string[] ids = [.. requests.Select(request => request.Key.Id).Distinct()];
            IReadOnlyList<SavedEntity> rows = await projections.LoadAsync(generation, kind, ids, DayRange.All, CancellationToken.None);
            Dictionary<string, SavedEntity> byId = rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
            foreach (Request request in requests) request.Done.SetResult(byId.GetValueOrDefault(request.Key.Id));
        }
#pragma warning disable CA1031 // The activations fail, and their callers try again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (Request request in requests) request.Done.SetException(e);
        }
    }
}
