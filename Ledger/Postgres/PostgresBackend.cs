using System.Globalization;
using Npgsql;
using RetailGrains.Ledger.Audit;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Closing;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Membership;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;
using RetailGrains.Ledger.Settings;
using RetailGrains.Ledger.Streams;
using RetailGrains.Ledger.Walks;

namespace RetailGrains.Ledger.Postgres;

/// <summary>
/// All stores in one PostgreSQL database, over one pool of connections and three small ones: for membership, for lists, and for checks.
/// </summary>
internal static class PostgresBackend
{
    /// <summary>Membership queries are few and small, and must not wait behind the load's connections.</summary>
    private const int ClusterPoolSize = 4;

    /// <summary>In seconds: a silo must notice within this time that the database is unreachable.</summary>
    private const int ClusterTimeout = 5;

    /// <summary>Lists that callers request must not use the connections that recording needs.</summary>
    private const int ReadPoolSize = 8;

    /// <summary>A reconciliation reads the whole ledger, one query after the other; recording must not wait for them.</summary>
    private const int CheckPoolSize = 1;

    public static RetailStoreParts Open(StoreOptions options)
    {
        NpgsqlConnectionStringBuilder connection = PostgresUrl.Parse(options.DatabaseUrl!);
        connection.MaxPoolSize = options.PoolSize;
        connection.ApplicationName ??= "RetailGrains";
        // Recorded means durable, whatever the default of the server or the database is. JIT compilation of the bulk statements takes
        // longer than it saves: 70 ms of the 500 ms in which 20,000 entities are written.
        connection.Options = $"{connection.Options} -c synchronous_commit=on -c jit=off".TrimStart();
        // Sessions keep no state, and a reset would remove the silo's identity.
        connection.NoResetOnClose = true;
        var sessions = new SessionTagging();
        NpgsqlDataSource source = sessions.CreateSource(connection, "main");
        NpgsqlDataSource clusterSource = sessions.CreateSource(ForCluster(connection), "membership");
        NpgsqlDataSource reads = sessions.CreateSource(ForReads(connection), "lists");
        NpgsqlDataSource checks = sessions.CreateSource(ForChecks(connection), "reconciliation");
        return new RetailStoreParts(
            new PostgresDatabase(source),
            new PostgresLedgerStore(source, reads),
            new PostgresHashChainStore(source),
            new PostgresProjectionStore(source, reads),
            new PostgresCatalogueStore(source),
            new PostgresExchangeRateStore(source),
            new PostgresImportStore(source, reads, PostgresImportStore.ConfirmInterval),
            new PostgresReconciliationStore(checks),
            new PostgresClosingStore(reads),
            new PostgresAuditStore(source, reads),
            new PostgresPublishedStore(source),
            new PostgresWalkStore(source),
            new PostgresErasureStore(source),
            "Npgsql",
            connection.ConnectionString,
            new Pools(source, clusterSource, reads, checks),
            source,
            clusterSource,
            new PostgresSiloRegister(sessions, clusterSource));
    }

    private static NpgsqlConnectionStringBuilder ForCluster(NpgsqlConnectionStringBuilder connection) =>
        new(connection.ConnectionString)
        {
            ApplicationName = $"{connection.ApplicationName} cluster",
            MaxPoolSize = ClusterPoolSize,
            Timeout = ClusterTimeout,
            CommandTimeout = ClusterTimeout,
        };

    /// <summary>The server itself cancels a query that runs too long, even when the process that sent it is gone.</summary>
    private static NpgsqlConnectionStringBuilder ForReads(NpgsqlConnectionStringBuilder connection) =>
        new(connection.ConnectionString)
        {
            ApplicationName = $"{connection.ApplicationName} lists",
            MaxPoolSize = ReadPoolSize,
            Options = string.Create(
                CultureInfo.InvariantCulture, $"{connection.Options} -c statement_timeout={StoreLimits.QueryTimeout.TotalMilliseconds}"),
        };

    private static NpgsqlConnectionStringBuilder ForChecks(NpgsqlConnectionStringBuilder connection) =>
        new(connection.ConnectionString) { ApplicationName = $"{connection.ApplicationName} reconciliation", MaxPoolSize = CheckPoolSize };

    private sealed class Pools(params NpgsqlDataSource[] sources) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (NpgsqlDataSource source in sources) await source.DisposeAsync();
        }
    }
}
