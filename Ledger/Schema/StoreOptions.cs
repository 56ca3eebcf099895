using RetailGrains.Hosting;
using RetailGrains.Ledger.Ownership;

namespace RetailGrains.Ledger.Schema;

/// <summary>Where the ledger and everything else is kept.</summary>
public sealed class StoreOptions
{
    /// <summary>
    /// PostgreSQL, as a URL (<c>postgresql://user:password@host:port/database</c>) or an Npgsql connection string. Null: the embedded
    /// store, an SQLite file in <see cref="Home"/>. Environment: DATABASE_URL.
    /// </summary>
    public string? DatabaseUrl { get; set; }

    /// <summary>
    /// With <see cref="Migrate"/>: the URL by which the other processes open the store, where that is another user's than the one who changes
    /// the schema. This user is granted what they need. Default null.
    /// </summary>
    public string? RuntimeUrl { get; set; }

    /// <summary>Folder of the embedded store. Default <c>.retail</c> in the current folder. Environment: RETAIL_HOME.</summary>
    public string Home { get; set; } = RetailHome.Default;

    /// <summary>Upper bound of connections to PostgreSQL. Default 40. Environment: DATABASE_POOL_SIZE.</summary>
    public int PoolSize { get; set; } = 40;

    /// <summary>Ledger partitions, used at the store's first start only. Default 16.</summary>
    public int Partitions { get; set; } = 16;

    /// <summary>
    /// Apply schema changes when the store is opened. Default true. When false, a store whose schema is not current is not opened: run
    /// <c>migrate</c> first. Processes that start together may all have it on.
    /// </summary>
    public bool Migrate { get; set; } = true;

    /// <summary>
    /// Add hashes to entries that have none although hashes were complete: an older version has recorded them, which ran on during an upgrade.
    /// Default false: reconciliation reports them.
    /// </summary>
    public bool AdoptUnhashed { get; set; }

    /// <summary>The lock that is taken on the store and held until it is closed. Default none.</summary>
    public StoreOwnership Ownership { get; set; }

    /// <summary>This process's HTTP port, shown to processes that find the store locked; null when it has none.</summary>
    public int? Port { get; set; }
}
