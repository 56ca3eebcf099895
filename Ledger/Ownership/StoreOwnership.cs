namespace RetailGrains.Ledger.Ownership;

/// <summary>Which other processes may open the store that this process has opened.</summary>
public enum StoreOwnership
{
    /// <summary>No lock is acquired: a client of a cluster, or a command that only reads.</summary>
    None,

    /// <summary>No other process serves the store: this one hosts all grains.</summary>
    Exclusive,

    /// <summary>Other silos of the cluster serve the store too, but no <see cref="Exclusive"/> process does. PostgreSQL only.</summary>
    Shared,
}
