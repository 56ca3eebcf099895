using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Operations;

/// <summary>
/// Replays the ledger into a new generation beside the one that is served, serves it in one transaction, and has partitions and entities
/// change over. Reentrant: the replay goes on beside the calls that start it and ask for it, and only it changes the status.
/// </summary>
[Reentrant]
internal sealed partial class RebuildGrain(
    ILedgerStore ledgerStore,
    IProjectionStore projections,
    LedgerClient ledger,
    IOptions<LedgerOptions> options,
    TimeProvider time,
    ILogger<RebuildGrain> logger) : Grain, IRebuildGrain, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _replay = Task.CompletedTask;
    private RebuildStatus _status = new(false, 0, 0, 0, null, null, null);

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _status = _status with { Generation = await projections.GenerationAsync(cancellationToken) };

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _replay.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    public ValueTask<RebuildStatus> StartAsync()
    {
        if (_replay.IsCompleted)
        {
            _status = new RebuildStatus(true, _status.Generation, 0, 0, time.GetUtcNow().UtcDateTime, null, null);
            DelayDeactivation(Timeout.InfiniteTimeSpan);
            _replay = RunAsync();
        }

        return StatusAsync();
    }

    public ValueTask<RebuildStatus> StatusAsync() => ValueTask.FromResult(_status);

    private async Task RunAsync()
    {
        await Task.Yield(); // the caller has its answer first
        try
        {
            int generation = await ReplayAsync();
            await projections.ServeGenerationAsync(generation, _stop.Token);
            await ChangeOverAsync(generation);
            _status = _status with { Generation = generation, Running = false, FinishedAt = time.GetUtcNow().UtcDateTime };
            LogRebuilt(logger, generation, _status.Replayed);
        }
#pragma warning disable CA1031 // The old generation is served on, and the status says what went wrong.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(logger, e);
            _status = _status with { Running = false, FinishedAt = time.GetUtcNow().UtcDateTime, Error = e.Message };
        }

        DelayDeactivation(TimeSpan.Zero);
    }

    /// <summary>Rounds over all partitions, until a whole round finds little more than what came in during it.</summary>
    private async Task<int> ReplayAsync()
    {
        int generation = await projections.BeginGenerationAsync(_stop.Token);
        long[] heads = await Task.WhenAll(Enumerable.Range(0, ledger.Partitions).Select(p => ledgerStore.HeadAsync(p, _stop.Token)));
        _status = _status with { Total = heads.Sum() };
        ProjectionReplay[] replays = [.. Enumerable.Range(0, ledger.Partitions)
            .Select(p => new ProjectionReplay(generation, p, ledger.Partitions, ledgerStore, projections))];
        for (long round = long.MaxValue; round > ProjectionReplay.Window;)
        {
            round = 0;
            foreach (ProjectionReplay replay in replays) round += await ReplayToHeadAsync(replay);
        }

        return generation;
    }

    private async Task<long> ReplayToHeadAsync(ProjectionReplay replay)
    {
        long all = 0;
        long count;
        do
        {
            count = await replay.ReplayWindowAsync(_stop.Token);
            all += count;
            _status = _status with { Replayed = _status.Replayed + count };
        }
        while (count == ProjectionReplay.Window);
        return all;
    }

    /// <summary>
    /// Partitions are told, and begin again from the new checkpoints. Entities that nothing is delivered to learn it from their silo's
    /// <see cref="GenerationWatch"/>, within its interval: two of them are waited for before the rebuild counts as finished.
    /// </summary>
    private async Task ChangeOverAsync(int generation)
    {
        await Task.WhenAll(ledger.All.Select(partition => partition.AdoptAsync(generation).AsTask()));
        await Task.Delay(options.Value.GenerationPoll * 2, time, _stop.Token);
        await Task.WhenAll(ledger.All.Select(partition => partition.StatusAsync().AsTask()));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Generation {Generation} of the projections is served, replayed from {Count} entries")]
    private static partial void LogRebuilt(ILogger logger, int generation, long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rebuild of the projections failed; what was served before is served on")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
