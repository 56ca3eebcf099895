using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Ledger.Membership;

namespace RetailGrains.Membership;

/// <summary>
/// Decides whether this silo may serve its grains. The database confirms several times a second that no other silo has declared this one
/// dead. If the last confirmation is older than <see cref="Duration"/>, the silo may be dead without knowing it (it was paused, or is cut
/// off), and others may have taken over. It then serves no figures and writes nothing until it is confirmed again. The grain directory
/// ensures that no silo takes over sooner than <see cref="Duration"/> after a silo was declared dead. The clock is monotonic, and continues
/// while a process is paused.
/// </summary>
internal sealed partial class SiloLease(
    ILocalSiloDetails local,
    IOptions<ClusterOptions> cluster,
    FailureMonitor failures,
    TimeProvider time,
    ILogger<SiloLease> logger,
    ISiloRegister? register = null) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How long a confirmation is valid.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Number of consecutive checks that fail with a bug, not because of the database, before the process exits. Such a silo can neither
    /// serve nor write, and a new process may be able to.
    /// </summary>
    private const int MaxBugs = 120;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    /// <summary>Exit code of a silo that was declared dead, or cannot check its membership.</summary>
    private const int ExitCode = 70;

    private readonly SiloIdentity _silo = new(
        local.SiloAddress.Endpoint.Address.ToString(), local.SiloAddress.Endpoint.Port, local.SiloAddress.Generation);

    private readonly CancellationTokenSource _stop = new();
    private readonly ComponentFailures _checks = failures.Of(Components.MembershipChecks);
    private int _bugs;
    private Task _confirming = Task.CompletedTask;
    private long _confirmedAt;

    /// <summary>A single process needs no lease, because no other can take over.</summary>
    public bool IsHeld => register is null || time.GetElapsedTime(Volatile.Read(ref _confirmedAt)) < Duration;

    /// <exception cref="StaleActivationException">
    /// The lease has lapsed. A retry reaches another activation, or this one after a confirmation.
    /// </exception>
    public void ThrowIfLapsed()
    {
        if (IsHeld) return;
        throw new StaleActivationException($"Silo {_silo} has no valid lease: the database has not confirmed its membership for 2 s.");
    }

    public void Participate(ISiloLifecycle observer)
    {
        if (register is null) return;
        observer.Subscribe(nameof(SiloLease), ServiceLifecycleStage.RuntimeInitialize, BeginAsync);
        // Renew until all grains have ended; then the silo leaves the cluster itself.
        observer.Subscribe(nameof(SiloLease), ServiceLifecycleStage.ApplicationServices, _ => Task.CompletedTask, EndAsync);
        observer.Subscribe(nameof(SiloLease), ServiceLifecycleStage.Active, ConfirmFirstAsync);
    }

    public void Dispose() => _stop.Dispose();

    private Task BeginAsync(CancellationToken cancel)
    {
        Volatile.Write(ref _confirmedAt, time.GetTimestamp() - (long)(Duration.TotalSeconds * time.TimestampFrequency));
        register!.TagWith(_silo);
        return Task.CompletedTask;
    }

    private async Task ConfirmFirstAsync(CancellationToken cancel)
    {
        await ConfirmAsync(cancel);
        _confirming = Task.Run(RenewLoopAsync, CancellationToken.None);
    }

    private async Task EndAsync(CancellationToken cancel)
    {
        await _stop.CancelAsync();
        await _confirming;
    }

    private async Task RenewLoopAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await TryConfirmAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the silo has stopped
        }
    }

    private async Task TryConfirmAsync()
    {
        try
        {
            await ConfirmAsync(_stop.Token);
            _checks.Succeeded(nameof(SiloLease));
            _bugs = 0;
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            _checks.Failed(nameof(SiloLease), e);
            if (FailureClassifier.IsUnavailable(e)) return;
            if (++_bugs < MaxBugs) return;
            LogBroken(logger, e, _silo);
            Environment.Exit(ExitCode);
        }
    }

    /// <summary>The lease counts from the time of the query, not of its answer.</summary>
    private async Task ConfirmAsync(CancellationToken cancel)
    {
        long asked = time.GetTimestamp();
        if (await register!.IsMemberAsync(cluster.Value.ClusterId, _silo, cancel)) Volatile.Write(ref _confirmedAt, asked);
        else ExitAsDead();
    }

    /// <summary>Exits without an orderly stop: others have taken over, and the database accepts no more writes from this process.</summary>
    private void ExitAsDead()
    {
        LogDead(logger, _silo);
        Environment.Exit(ExitCode);
    }

    [LoggerMessage(
        Level = LogLevel.Critical, Message = "Silo {Silo} cannot check its membership, and the database is not the cause; exiting")]
    private static partial void LogBroken(ILogger logger, Exception exception, SiloIdentity silo);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Silo {Silo} was declared dead by the other silos; exiting")]
    private static partial void LogDead(ILogger logger, SiloIdentity silo);
}
