namespace RetailGrains.Failures;

/// <summary>What reports to <see cref="FailureMonitor"/>: plural nouns, because a log line begins with them.</summary>
public static class Components
{
    /// <summary>Appending to the ledger.</summary>
    public const string LedgerCommits = "Ledger commits";

    /// <summary>Reading the ledger and the catalogue in order to append.</summary>
    public const string LedgerReads = "Ledger reads";

    /// <summary>Partitions that ended because of a fault of the program.</summary>
    public const string Partitions = "Partition activations";

    /// <summary>Asking each partition for its state, which also activates it.</summary>
    public const string PartitionPings = "Partition checks";

    /// <summary>Moving a partition's checkpoint.</summary>
    public const string Checkpoints = "Checkpoint writes";

    /// <summary>Delivering deltas to entities that answer with a fault.</summary>
    public const string Deliveries = "Deliveries";

    /// <summary>Saving entities to the projection tables.</summary>
    public const string ProjectionSaves = "Projection saves";

    /// <summary>Rebuilding the projections, and deleting what older generations left.</summary>
    public const string Rebuilds = "Projection rebuilds";

    /// <summary>Reading which generation of the projections is served.</summary>
    public const string GenerationChecks = "Generation checks";

    /// <summary>Reading the ledger's heads, to find out whether another process writes to the store.</summary>
    public const string HeadChecks = "Ledger head checks";

    /// <summary>Confirming that the silo is a member of the cluster.</summary>
    public const string MembershipChecks = "Membership checks";

    /// <summary>Publishing recorded sales to Redis.</summary>
    public const string Publications = "Publications to Redis";

    /// <summary>Reading the state of the stream queues.</summary>
    public const string QueueChecks = "Stream queue checks";

    /// <summary>Importing files.</summary>
    public const string Imports = "Imports";

    /// <summary>Taking in entries of the sales streams.</summary>
    public const string StreamIntake = "Stream deliveries";

    /// <summary>Reading the files of certificates again.</summary>
    public const string CertificateReloads = "Certificate reloads";

    /// <summary>Background work that runs at intervals.</summary>
    public const string BackgroundTasks = "Background tasks";

    /// <summary>While these fail a process cannot do what it is for: it is not ready.</summary>
    public static bool IsCritical(string component) => component is LedgerCommits or LedgerReads or Partitions;
}
