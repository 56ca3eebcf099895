using RetailGrains.Ledger.Audit;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Closing;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;
using RetailGrains.Ledger.Settings;
using RetailGrains.Ledger.Streams;
using RetailGrains.Ledger.Walks;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>The embedded store: SQLite files in one folder, <c>retail.db</c> and Orleans' <c>documents.db</c>.</summary>
internal static class SqliteBackend
{
    /// <summary>The name that Orleans uses for Microsoft.Data.Sqlite.</summary>
    private const string OrleansInvariant = "System.Data.SQLite";

    public static RetailStoreParts Open(StoreOptions options, TimeProvider time)
    {
        SqliteFile file = SqliteFile.Open(options, "retail.db");
        SqliteFile documents = SqliteFile.Open(options, "documents.db");
        return new RetailStoreParts(
            new SqliteDatabase(file, documents, time),
            new SqliteLedgerStore(file),
            new SqliteHashChainStore(file),
            new SqliteProjectionStore(file, time),
            new SqliteCatalogueStore(file),
            new SqliteExchangeRateStore(file),
            new SqliteImportStore(file),
            new SqliteReconciliationStore(file),
            new SqliteClosingStore(file),
            new SqliteAuditStore(file),
            new SqlitePublishedStore(file),
            new SqliteWalkStore(file),
            new SqliteErasureStore(file),
            OrleansInvariant,
            documents.ConnectionString,
            new Both(file, documents),
            Folder: Path.GetFullPath(options.Home));
    }

    private sealed class Both(SqliteFile file, SqliteFile documents) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await file.DisposeAsync();
            await documents.DisposeAsync();
        }
    }
}
