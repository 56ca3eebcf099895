using System.Diagnostics;
using RetailGrains.Tests.Chaos.Check;
using RetailGrains.Tests.Chaos.Processes;

namespace RetailGrains.Tests.Chaos.Faults;

/// <summary>Injects a fault into a cluster, and ends it.</summary>
internal sealed class Injector(ChaosCluster cluster, Violations violations)
{
    // A graceful shutdown takes at most 30 s. The rest allows for a slow machine.
    private static readonly TimeSpan MaxEnd = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan WakingTime = TimeSpan.FromSeconds(5);

    /// <summary>Returns when the fault has ended, although its effects may last longer.</summary>
    /// <returns>A note for the report.</returns>
    public async Task<string?> RunAsync(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillSilo:
                return await KillAsync(fault.Length, cluster.Silos[fault.Victim]);
            case FaultKind.KillTwoSilos:
                return await KillAsync(fault.Length, cluster.Silos[fault.Victim], cluster.Silos[(fault.Victim + 1) % cluster.Silos.Count]);
            case FaultKind.KillApi:
                return await KillAsync(fault.Length, cluster.Api);
            case FaultKind.StopSilo:
                return await StopAsync(fault.Length, cluster.Silos[fault.Victim]);
            case FaultKind.StopApi:
                return await StopAsync(fault.Length, cluster.Api);
            case FaultKind.FreezeSilo:
                return await FreezeAsync(fault.Length, cluster.Silos[fault.Victim]);
            case FaultKind.CrashDatabase:
                await cluster.Database.StopImmediateAsync();
                await WaitAsync(fault.Length);
                await cluster.Database.StartAgainAsync();
                return null;
            case FaultKind.CutDatabase or FaultKind.SlowDatabase or FaultKind.BlackHoleDatabase:
                return await RelayAsync(cluster.DatabaseRelays[fault.Victim], fault);
            case FaultKind.CutSilo or FaultKind.SlowSilo or FaultKind.BlackHoleSilo:
                return await RelayAsync(cluster.SiloRelays[fault.Victim], fault);
            case FaultKind.FillDisk:
                return await FillDiskAsync(fault.Length);
            case FaultKind.JumpClock:
                cluster.Clock!.Set(fault.Amount);
                await WaitAsync(fault.Length);
                cluster.Clock.Set(TimeSpan.Zero);
                return null;
            case FaultKind.ReadOnlyDatabase:
                await cluster.Database.SetReadOnlyAsync(true);
                await WaitAsync(fault.Length);
                await cluster.Database.SetReadOnlyAsync(false);
                return null;
            case FaultKind.RollingRestart:
                return await RestartAllAsync(fault.Length);
            case FaultKind.SecondProcess:
                return await SecondProcess.RunAsync(cluster, violations);
            case FaultKind.DamageProjection:
                return await ProjectionDamage.RunAsync(cluster, fault, violations);
            default:
                throw new ArgumentException($"{fault.Kind} is not known.", nameof(fault));
        }
    }

    private static async Task<string?> KillAsync(TimeSpan away, params Node[] nodes)
    {
        foreach (Node node in nodes)
        {
            node.Held = true;
            await node.SignalAsync("KILL");
        }

        await WaitAsync(away);
        foreach (Node node in nodes) node.Held = false;
        return null;
    }

    private async Task<string?> StopAsync(TimeSpan away, Node node)
    {
        node.Held = true;
        long start = Stopwatch.GetTimestamp();
        await node.SignalAsync("TERM");
        if (!await node.EndsWithinAsync(MaxEnd))
        {
            violations.Add($"{node.Name} had not ended {MaxEnd.TotalSeconds} s after SIGTERM");
            await node.SignalAsync("KILL");
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        await WaitAsync(away);
        node.Held = false;
        return FormattableString.Invariant($"ended after {took.TotalSeconds:F1} s");
    }

    private async Task<string?> RestartAllAsync(TimeSpan away)
    {
        List<string?> notes = [];
        foreach (Node silo in cluster.Silos)
        {
            notes.Add(await StopAsync(away, silo));
            if (!await cluster.IsReadyWithinAsync(MaxEnd))
                violations.Add($"{silo.Name} was not back {MaxEnd.TotalSeconds} s after its restart");
        }

        return string.Join(", ", notes);
    }

    private static async Task<string?> FreezeAsync(TimeSpan length, Node node)
    {
        int starts = node.Starts;
        await node.SignalAsync("STOP");
        await WaitAsync(length);
        await node.SignalAsync("CONT");
        // If the silo was declared dead in the meantime, it detects this now and exits.
        long woken = Stopwatch.GetTimestamp();
        while (node.Starts == starts && Stopwatch.GetElapsedTime(woken) < WakingTime) await WaitAsync(TimeSpan.FromMilliseconds(100));
        return node.Starts > starts ? "left when it woke" : "stayed when it woke";
    }

    private static async Task<string?> RelayAsync(TcpRelay relay, Fault fault)
    {
        relay.Set(
            fault.Kind switch
            {
                FaultKind.CutDatabase or FaultKind.CutSilo => RelayMode.Cut,
                FaultKind.SlowDatabase or FaultKind.SlowSilo => RelayMode.Slow,
                _ => RelayMode.BlackHole,
            },
            fault.Amount);
        await WaitAsync(fault.Length);
        relay.Set(RelayMode.Pass);
        return null;
    }

    private async Task<string?> FillDiskAsync(TimeSpan length)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < length)
        {
            cluster.Database.FillDisk();
            await WaitAsync(TimeSpan.FromMilliseconds(200));
        }

        (int complaints, bool gaveUp) = await cluster.Database.FreeDiskAsync();
        return FormattableString.Invariant($"PostgreSQL has found its disk full {complaints} times so far")
            + (gaveUp ? ", had given up and was started again" : "");
    }

    private static Task WaitAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);
}
