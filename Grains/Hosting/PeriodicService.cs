using Microsoft.Extensions.Hosting;
using RetailGrains.Failures;

namespace RetailGrains.Hosting;

/// <summary>
/// A background task that a silo runs at intervals. Only the stop of the silo ends it: a failed round is reported to
/// <see cref="FailureMonitor"/>, and the next round retries.
/// </summary>
/// <param name="name">The name of the task, a plural noun: see <see cref="Components"/>.</param>
/// <param name="interval">From the start of one round to the start of the next. A longer round delays the next one.</param>
/// <param name="failures">Receives the failures of rounds.</param>
/// <param name="time">The clock.</param>
internal abstract class PeriodicService(string name, TimeSpan interval, FailureMonitor failures, TimeProvider time) : BackgroundService
{
    private readonly ComponentFailures _rounds = failures.Of(name);

    protected TimeProvider Time => time;

    /// <summary>Distinguishes services that report failures under the same name.</summary>
    private string Subject => GetType().Name;

    protected abstract Task RunOnceAsync(CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // do not delay the start of the host
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                await TryRunOnceAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the silo stops
        }
    }

    private async Task TryRunOnceAsync(CancellationToken stopping)
    {
        try
        {
            await RunOnceAsync(stopping);
            _rounds.Succeeded(Subject);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            _rounds.Failed(Subject, e);
        }
    }
}
