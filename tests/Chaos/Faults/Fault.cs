using System.Globalization;

namespace RetailGrains.Tests.Chaos.Faults;

/// <summary>What is done to the cluster.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL of a silo, which stays away for a while.</summary>
    KillSilo,

    /// <summary>SIGTERM of a silo, which drains, ends, and stays away for a while.</summary>
    StopSilo,

    /// <summary>SIGKILL of two silos at once.</summary>
    KillTwoSilos,

    /// <summary>SIGSTOP of a silo, and SIGCONT: the zombie that wakes up.</summary>
    FreezeSilo,

    /// <summary>SIGKILL of the API.</summary>
    KillApi,

    /// <summary>SIGTERM of the API.</summary>
    StopApi,

    /// <summary>PostgreSQL stops at once, as in a crash, and comes back.</summary>
    CrashDatabase,

    /// <summary>Connections between one process and PostgreSQL are reset, for a while.</summary>
    CutDatabase,

    /// <summary>Delays the traffic between one process and PostgreSQL.</summary>
    SlowDatabase,

    /// <summary>Silently drops the traffic between one process and PostgreSQL.</summary>
    BlackHoleDatabase,

    /// <summary>Connections from other silos to one are reset, for a while.</summary>
    CutSilo,

    /// <summary>Delays the traffic of other silos to one silo.</summary>
    SlowSilo,

    /// <summary>Silently drops the traffic of other silos to one silo.</summary>
    BlackHoleSilo,

    /// <summary>PostgreSQL's disk is full.</summary>
    FillDisk,

    /// <summary>The last silo's clock is put forward or back, and right again.</summary>
    JumpClock,

    /// <summary>PostgreSQL accepts no writes, as a standby does after a failover to the wrong server.</summary>
    ReadOnlyDatabase,

    /// <summary>SIGTERM of one silo after the other, each when the one before is back.</summary>
    RollingRestart,

    /// <summary>A process that hosts all grains itself is started on the cluster's database.</summary>
    SecondProcess,

    /// <summary>Rows of a product's projection are deleted or altered by SQL.</summary>
    DamageProjection,
}

/// <summary>One fault of a plan.</summary>
/// <param name="Kind">The kind of the fault.</param>
/// <param name="Victim">To which silo; for PostgreSQL's connections one past the last silo is the API.</param>
/// <param name="Pause">Delay after the recovery from the previous fault.</param>
/// <param name="Length">How long it lasts.</param>
/// <param name="Amount">How long pieces are held back, or how far the clock goes.</param>
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
