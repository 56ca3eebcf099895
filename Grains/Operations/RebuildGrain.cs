using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Storage;
using RetailGrains.Access;
using RetailGrains.Chain;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Operations;

/// <summary>
/// Replays the ledger into a new generation beside the served one, switches to it in one transaction, and moves partitions and entities to
/// it. Its status is stored, so that another silo restarts a rebuild that the loss of a silo has interrupted. Reentrant: the replay runs
/// concurrently with the calls that start it and query it, and only the replay changes the status.
/// </summary>
[Reentrant]
internal sealed partial class RebuildGrain(
    [PersistentState("rebuild", ImportGrain.Storage)] IPersistentState<RebuildDocument> document,
    ILedgerStore ledgerStore,
    IProjectionStore projections,
    IRetailDatabase database,
    LedgerClient ledger,
    IOptions<LedgerOptions> options,
    FailureMonitor failures,
    TimeProvider time,
    ILogger<RebuildGrain> logger) : GuardedGrain, IRebuildGrain, IDisposable
{
    private const int MaxAttempts = 5;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SwitchTimeout = TimeSpan.FromMinutes(2);

    private const string Subject = "replay";

    private readonly CancellationTokenSource _stop = new();
    private readonly ComponentFailures _rebuilds = failures.Of(Components.Rebuilds);
    private Task _replay = Task.CompletedTask;
    private RebuildStatus _status = new(false, 0, 0, 0, null, null, null);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (document.State.Status is { } saved) _status = saved;
        if (_status.Running)
        {
            LogResumed(logger);
            Launch();
            return;
        }

        _status = _status with { Generation = await projections.GenerationAsync(cancellationToken) };
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _replay.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    public async ValueTask<RebuildStatus> StartAsync()
    {
        if (_status.Running) return _status;
        _status = new RebuildStatus(true, _status.Generation, 0, 0, time.GetUtcNow().UtcDateTime, null, null);
        await SaveStatusAsync();
        Launch();
        return _status;
    }

    public ValueTask<RebuildStatus> HealAsync() => StartAsync();

    public ValueTask<RebuildStatus> StatusAsync() => ValueTask.FromResult(_status);

    private void Launch()
    {
        if (!_replay.IsCompleted || _stop.IsCancellationRequested) return;
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        _replay = RunAsync();
    }

    private async Task RunAsync()
    {
        await Task.Yield(); // the caller gets its answer first
        try
        {
            if (await BuildAsync() is { } generation) await CompleteAsync(generation);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return; // the stored status is still running: the next activation starts again
        }

        DelayDeactivation(TimeSpan.Zero);
    }

    /// <summary>Returns the generation that is served now; null when none could be built.</summary>
    private async Task<int?> BuildAsync()
    {
        int attempts = 0;
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            try
            {
                await database.RestoreProjectionTablesAsync(_stop.Token);
                await TrySweepAsync(); // delete what an unfinished rebuild left
                int generation = await ReplayAsync();
                await ServeAsync(generation);
                return generation;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested) // the old generation is still served
            {
                // A transient failure is retried without limit. Any other failure fails the rebuild after a few attempts.
                if (FailureClassifier.Classify(e) != FailureKind.Transient && ++attempts == MaxAttempts)
                {
                    LogFailed(logger, e);
                    await FinishAsync(_status with { Error = e.Message });
                    return null;
                }

                _rebuilds.Failed(Subject, e);
            }

            _status = _status with { Replayed = 0, Total = 0 };
            await Task.Delay(backoff.Next(), time, _stop.Token);
        }
    }

    /// <summary>
    /// Serves the new generation. If the answer is lost, the switch may have happened: then the served generation is the new one.
    /// </summary>
    private async Task ServeAsync(int generation)
    {
        try
        {
            await projections.ServeGenerationAsync(generation, _stop.Token);
        }
        catch (Exception) when (!_stop.IsCancellationRequested) // resolved by reading the served generation
        {
            if (await projections.GenerationAsync(_stop.Token) != generation) throw;
        }
    }

    /// <summary>The rebuild has succeeded, even if what follows fails: the switch of the grains and the sweep are retried.</summary>
    private async Task CompleteAsync(int generation)
    {
        _status = _status with { Generation = generation };
        _rebuilds.Succeeded(Subject);
        LogRebuilt(logger, generation, _status.Replayed);
        await SwitchAsync(generation);
        await FinishAsync(_status);
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (!await TrySweepAsync()) await Task.Delay(backoff.Next(), time, _stop.Token);
    }

    private async Task FinishAsync(RebuildStatus status)
    {
        _status = status with { Running = false, FinishedAt = time.GetUtcNow().UtcDateTime };
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            try
            {
                await SaveStatusAsync();
                _rebuilds.Succeeded(Subject);
                return;
            }
            catch (InconsistentStateException)
            {
                DeactivateOnIdle(); // another activation continues
                return;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested) // until this is saved, a new activation would start again
            {
                _rebuilds.Failed(Subject, e);
                await Task.Delay(backoff.Next(), time, _stop.Token);
            }
        }
    }

    private async Task SaveStatusAsync()
    {
        document.State.Status = _status;
        await document.WriteStateAsync();
    }

    /// <summary>Deletes unused generations. No grain reads them, so a failed sweep is retried later.</summary>
    private async Task<bool> TrySweepAsync()
    {
        try
        {
            await projections.SweepAsync(_stop.Token);
            _rebuilds.Succeeded("sweep");
            return true;
        }
        catch (Exception e) when (!_stop.IsCancellationRequested) // the next sweep deletes the rest
        {
            _rebuilds.Failed("sweep", e);
            return false;
        }
    }

    /// <summary>Replays all partitions in rounds, until a round replays little more than what was recorded during it.</summary>
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
    /// Moves the partitions to the new generation, whose checkpoints they load. It calls each partition until the partition serves the
    /// generation. Entities that receive no deliveries learn of it from their silo's <see cref="GenerationWatch"/>, within its interval, so
    /// this waits for two intervals.
    /// </summary>
    private async Task SwitchAsync(int generation)
    {
        var calls = new CallRetry(SwitchTimeout, time);
        await Task.WhenAll(ledger.All.Select(partition => calls.CallAsync(async () =>
        {
            await partition.AdoptAsync(generation);
            ChainShare share = await partition.ShareAsync(withDays: false);
            return share.Generation >= generation ? share : throw new StaleActivationException("The partition serves an older generation.");
        })));
        await Task.Delay(options.Value.GenerationPoll * 2, time, _stop.Token);
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "Generation {Generation} of the projections is served, replayed from {Count} entries")]
    private static partial void LogRebuilt(ILogger logger, int generation, long count);

    [LoggerMessage(Level = LogLevel.Information, Message = "A rebuild of the projections was interrupted; starting it again")]
    private static partial void LogResumed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rebuild of the projections failed; the previous generation is still served")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
