using Npgsql;
using RetailGrains.Ledger.Audit;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Membership;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;
using RetailGrains.Ledger.Streams;
using RetailGrains.Ledger.Walks;

namespace RetailGrains.Ledger.Schema;

/// <summary>Everything kept in one PostgreSQL database, over one pool of connections, and a small one for membership.</summary>
internal static class PostgresBackend
{
    /// <summary>Membership asks seldom and little, and must not stand behind the load's connections.</summary>
    private const int ClusterPoolSize = 4;

    /// <summary>Seconds: a silo that can't reach the database within this has to know.</summary>
    private const int ClusterTimeout = 5;

    public static RetailStoreParts Open(StoreOptions options)
    {
        NpgsqlConnectionStringBuilder connection = PostgresUrl.Parse(options.DatabaseUrl!);
        connection.MaxPoolSize = options.PoolSize;
        connection.ApplicationName ??= "RetailGrains";
        // Recorded means on disk, whatever the server's or the database's default is. Compiling the bulk statements takes longer than it
        // saves: 70 ms of the 500 ms in which 20,000 entities are written.
        connection.Options = $"{connection.Options} -c synchronous_commit=on -c jit=off".TrimStart();
        // Nothing is left behind in a session, and a reset would take away whose it is.
        connection.NoResetOnClose = true;
        var sessions = new SiloSessions();
        NpgsqlDataSource source = sessions.CreateSource(connection);
        NpgsqlDataSource clusterSource = sessions.CreateSource(ForCluster(connection));
        return new RetailStoreParts(
            new PostgresDatabase(source),
            new PostgresLedgerStore(source),
            new PostgresHashChainStore(source),
            new PostgresProjectionStore(source),
            new PostgresCatalogueStore(source),
            new PostgresImportStore(source),
            new PostgresReconciliationStore(source),
            new PostgresAuditStore(source),
            new PostgresPublishedStore(source),
            new PostgresWalkStore(source),
            "Npgsql",
            connection.ConnectionString,
            new Pools(source, clusterSource),
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

    private sealed class Pools(NpgsqlDataSource one, NpgsqlDataSource other) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await one.DisposeAsync();
            await other.DisposeAsync();
        }
    }
}
