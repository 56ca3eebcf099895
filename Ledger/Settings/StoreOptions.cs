using RetailGrains.Hosting;
using RetailGrains.Ledger.Ownership;

namespace RetailGrains.Ledger.Settings;

/// <summary>The options of the ledger's database.</summary>
public sealed class StoreOptions
{
    /// <summary>
    /// PostgreSQL, as a URL (<c>postgresql://user:password@host:port/database</c>) or an Npgsql connection string. If null, the store is
    /// embedded: an SQLite file in <see cref="Home"/>. Environment: DATABASE_URL.
    /// </summary>
    public string? DatabaseUrl { get; set; }

    /// <summary>
    /// With <see cref="Migrate"/>: the URL with which the other processes open the store, if its user is not the one that changes the
    /// schema. That user is granted the rights that they need. Default null.
    /// </summary>
    public string? RuntimeUrl { get; set; }

    /// <summary>Folder of the embedded store. Default <c>.retail</c> in the current folder. Environment: RETAIL_HOME.</summary>
    public string Home { get; set; } = RetailHome.Default;

    /// <summary>Maximum number of connections to PostgreSQL. Default 40. Environment: DATABASE_POOL_SIZE.</summary>
    public int PoolSize { get; set; } = 40;

    /// <summary>
    /// Number of ledger partitions. It is fixed at the store's first start, with 16 if null; a store with another number is not opened.
    /// Default null. Environment: RETAIL_PARTITIONS.
    /// </summary>
    public int? Partitions { get; set; }

    /// <summary>
    /// Apply schema changes when the store is opened. Default true. If false, a store whose schema is not current is not opened: run
    /// <c>migrate</c> first. All of several processes that start together may have it set.
    /// </summary>
    public bool Migrate { get; set; } = true;

    /// <summary>
    /// Add hashes to entries without hashes even after the hashes were complete: an older version that still ran during an upgrade has
    /// recorded them. Default false: reconciliation reports them.
    /// </summary>
    public bool AdoptUnhashed { get; set; }

    /// <summary>The lock to acquire on the store and hold until it is closed. Default none.</summary>
    public StoreOwnership Ownership { get; set; }

    /// <summary>This process's HTTP port, reported to processes that find the store locked; null when it has none.</summary>
    public int? Port { get; set; }
}
