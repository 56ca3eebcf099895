using Npgsql;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;

namespace RetailGrains.Ledger.Schema;

/// <summary>Everything kept in one PostgreSQL database, over one pool of connections.</summary>
internal static class PostgresBackend
{
    public static RetailStoreParts Open(StoreOptions options)
    {
        NpgsqlConnectionStringBuilder connection = PostgresUrl.Parse(options.DatabaseUrl!);
        connection.MaxPoolSize = options.PoolSize;
        connection.ApplicationName ??= "RetailGrains";
        // Recorded means on disk, whatever the server's or the database's default is. Compiling the bulk statements takes longer than it
        // saves: 70 ms of the 500 ms in which 20,000 entities are written.
        connection.Options = $"{connection.Options} -c synchronous_commit=on -c jit=off".TrimStart();
        NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        return new RetailStoreParts(
            new PostgresDatabase(source),
            new PostgresLedgerStore(source),
            new PostgresProjectionStore(source),
            new PostgresCatalogueStore(source),
            new PostgresImportStore(source),
            new PostgresReconciliationStore(source),
            "Npgsql",
            connection.ConnectionString,
            source);
    }
}
