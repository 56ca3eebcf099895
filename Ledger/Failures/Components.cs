namespace RetailGrains.Failures;

/// <summary>
/// The components that report to <see cref="FailureMonitor"/>. The names are plural nouns, because a log line begins with them.
/// </summary>
public static class Components
{
    /// <summary>Appends to the ledger.</summary>
    public const string LedgerCommits = "Ledger commits";

    /// <summary>Reads of the ledger and the catalogue that appends need.</summary>
    public const string LedgerReads = "Ledger reads";

    /// <summary>Partitions that could not be activated, or deactivated because of a bug.</summary>
    public const string Partitions = "Partition activations";

    /// <summary>Status calls to the partitions, which also activate them.</summary>
    public const string PartitionPings = "Partition checks";

    /// <summary>Moves of a partition's checkpoint.</summary>
    public const string Checkpoints = "Checkpoint writes";

    /// <summary>Deliveries of deltas to entities that answer with a bug.</summary>
    public const string Deliveries = "Deliveries";

    /// <summary>Saves of entities to the projection tables.</summary>
    public const string ProjectionSaves = "Projection saves";

    /// <summary>Rebuilds of the projections, and the deletion of older generations.</summary>
    public const string Rebuilds = "Projection rebuilds";

    /// <summary>Polls of the served generation of the projections.</summary>
    public const string GenerationChecks = "Generation checks";

    /// <summary>Reads of the ledger's heads that detect another process that writes to the store.</summary>
    public const string HeadChecks = "Ledger head checks";

    /// <summary>Confirmations that the silo is a member of the cluster.</summary>
    public const string MembershipChecks = "Membership checks";

    /// <summary>Publications of recorded sales to Redis.</summary>
    public const string Publications = "Publications to Redis";

    /// <summary>Reads of the state of the stream queues.</summary>
    public const string QueueChecks = "Stream queue checks";

    /// <summary>Imports of files.</summary>
    public const string Imports = "Imports";

    /// <summary>Ingestion of the entries of the sales streams.</summary>
    public const string StreamIntake = "Stream deliveries";

    /// <summary>Reloads of certificate files.</summary>
    public const string CertificateReloads = "Certificate reloads";

    /// <summary>Scheduled reconciliations.</summary>
    public const string Reconciliation = "Reconciliations";

    /// <summary>Background tasks that run at intervals.</summary>
    public const string BackgroundTasks = "Background tasks";

    /// <summary>Erasures of customers.</summary>
    public const string Erasures = "Erasures";

    /// <summary>All of them.</summary>
    internal static readonly string[] All =
    [
        LedgerCommits, LedgerReads, Partitions, PartitionPings, Checkpoints, Deliveries, ProjectionSaves, Rebuilds, GenerationChecks,
        HeadChecks, MembershipChecks, Publications, QueueChecks, Imports, StreamIntake, CertificateReloads, Reconciliation, BackgroundTasks,
        Erasures,
    ];

    /// <summary>Returns whether a process cannot do its work while this component fails: it is then not ready.</summary>
    public static bool IsCritical(string component) => component is LedgerCommits or LedgerReads or Partitions;
}
