using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures;

/// <summary>Loads entities for activations: those that are asked for at about the same time are read by one query.</summary>
internal sealed class EntityLoader : IAsyncDisposable
{
    private const int MaxEntities = 1_000;

    private readonly IProjectionStore _projections;
    private readonly GenerationWatch _generations;
    private readonly Gatherer<Request> _loads;

    private sealed record Request(int Generation, EntityKey Key, TaskCompletionSource<SavedEntity?> Done);

    public EntityLoader(IProjectionStore projections, GenerationWatch generations)
    {
        _projections = projections;
        _generations = generations;
        _loads = new Gatherer<Request>(LoadAsync, _ => 1, MaxEntities);
    }

    /// <summary>The entity's saved rows, or null.</summary>
    public Task<SavedEntity?> LoadAsync(int generation, EntityKey key)
    {
        var done = new TaskCompletionSource<SavedEntity?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loads.Add(new Request(generation, key, done));
        return done.Task;
    }

    public ValueTask DisposeAsync() => _loads.DisposeAsync();

    private async Task LoadAsync(IReadOnlyList<Request> together)
    {
        foreach (var alike in together.GroupBy(request => (request.Generation, request.Key.Kind)))
            await LoadAsync(alike.Key.Generation, alike.Key.Kind, [.. alike]);
    }

    /// <summary>
    /// Asked after the rows were read: those of a generation that is served no more may have been deleted by then, and an entity that has
    /// rows would begin as if it had none.
    /// </summary>
    private async ValueTask EnsureServedAsync(int generation)
    {
        if (await _generations.RefreshAsync(CancellationToken.None) > generation)
            throw new StaleActivationException($"Generation {generation} of the projections is served no more.");
    }

    private async Task LoadAsync(int generation, EntityKind kind, Request[] requests)
    {
        try
        {
            string[] ids = [.. requests.Select(request => request.Key.Id).Distinct()];
            IReadOnlyList<SavedEntity> rows = await _projections.LoadAsync(generation, kind, ids, DayRange.All, CancellationToken.None);
            await EnsureServedAsync(generation);
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
