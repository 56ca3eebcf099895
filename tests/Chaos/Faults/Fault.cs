using System.Globalization;

namespace RetailGrains.Tests.Chaos.Faults;

/// <summary>What a fault does to the cluster.</summary>
internal enum FaultKind
{
    /// <summary>Sends SIGKILL to a silo, which stays down for a while.</summary>
    KillSilo,

    /// <summary>Sends SIGTERM to a silo, which drains, exits, and stays down for a while.</summary>
    StopSilo,

    /// <summary>Sends SIGKILL to two silos at once.</summary>
    KillTwoSilos,

    /// <summary>Sends SIGSTOP to a silo, and SIGCONT later, when the other silos may have declared it dead.</summary>
    FreezeSilo,

    /// <summary>Sends SIGKILL to the API.</summary>
    KillApi,

    /// <summary>Sends SIGTERM to the API.</summary>
    StopApi,

    /// <summary>Stops PostgreSQL at once, as in a crash, and restarts it later.</summary>
    CrashDatabase,

    /// <summary>Resets connections between one process and PostgreSQL for a while.</summary>
    CutDatabase,

    /// <summary>Delays the traffic between one process and PostgreSQL.</summary>
    SlowDatabase,

    /// <summary>Silently drops the traffic between one process and PostgreSQL.</summary>
    BlackHoleDatabase,

    /// <summary>Resets connections from other silos to one silo for a while.</summary>
    CutSilo,

    /// <summary>Delays the traffic of other silos to one silo.</summary>
    SlowSilo,

    /// <summary>Silently drops the traffic of other silos to one silo.</summary>
    BlackHoleSilo,

    /// <summary>Fills PostgreSQL's disk.</summary>
    FillDisk,

    /// <summary>Moves the last silo's clock forward or back, and later restores it.</summary>
    JumpClock,

    /// <summary>Makes PostgreSQL reject writes, as a standby does after a failover to the wrong server.</summary>
    ReadOnlyDatabase,

    /// <summary>Sends SIGTERM to one silo after another, waiting each time until the cluster is ready again.</summary>
    RollingRestart,

    /// <summary>Starts a process that hosts all grains itself on the cluster's database.</summary>
    SecondProcess,

    /// <summary>Deletes or alters rows of a product's projection by SQL.</summary>
    DamageProjection,
}

/// <summary>One fault of a plan.</summary>
/// <param name="Kind">The kind of the fault.</param>
/// <param name="Victim">Index of the affected silo. For connections to PostgreSQL, the index after the last silo means the API.</param>
/// <param name="Pause">Delay after the recovery from the previous fault.</param>
/// <param name="Length">How long it lasts.</param>
/// <param name="Amount">How long traffic is delayed, or how far the clock moves.</param>
internal sealed record Fault(FaultKind Kind, int Victim, TimeSpan Pause, TimeSpan Length, TimeSpan Amount)
{
    public override string ToString()
    {
        string amount = Amount == default ? "" : string.Create(CultureInfo.InvariantCulture, $" by {Amount.TotalSeconds:0.###} s");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Kind} of {Victim + 1} after {Pause.TotalSeconds:F1} s for {Length.TotalSeconds:F1} s{amount}");
    }
}
