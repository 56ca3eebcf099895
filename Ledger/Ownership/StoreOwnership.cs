namespace RetailGrains.Ledger.Ownership;

/// <summary>Who may open a store beside this process.</summary>
public enum StoreOwnership
{
    /// <summary>No lock is taken: a client of a cluster, or a command that only reads.</summary>
    None,

    /// <summary>Nobody else serves the store: a process that hosts all grains alone.</summary>
    Exclusive,

    /// <summary>Other silos of the cluster serve it too, but no <see cref="Exclusive"/> process does. PostgreSQL only.</summary>
    Shared,
}
