using Microsoft.Extensions.Hosting;
using RetailGrains.Failures;

namespace RetailGrains.Hosting;

/// <summary>
/// Work that a silo does at intervals for as long as it runs. Nothing ends it but the silo's stop: a round that fails is reported to
/// <see cref="FailureMonitor"/>, and the next one tries again.
/// </summary>
/// <param name="name">What the rounds do, a plural noun: see <see cref="Components"/>.</param>
/// <param name="interval">From the beginning of one round to the next. A round that takes longer delays the next one.</param>
/// <param name="failures">Where failed rounds are reported.</param>
/// <param name="time">The clock.</param>
internal abstract class PeriodicService(string name, TimeSpan interval, FailureMonitor failures, TimeProvider time) : BackgroundService
{
    private readonly ComponentFailures _rounds = failures.Of(name);

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Distinguishes services that report under one name.</summary>
    private string Subject => GetType().Name;

    protected abstract Task RunOnceAsync(CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for the first round
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
