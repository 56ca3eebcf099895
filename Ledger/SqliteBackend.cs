using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;
using RetailGrains.Ledger.Schema;

namespace RetailGrains.Ledger;

/// <summary>The embedded store: everything in one SQLite file.</summary>
internal static class SqliteBackend
{
    /// <summary>Orleans takes this name for Microsoft.Data.Sqlite.</summary>
    private const string OrleansInvariant = "System.Data.SQLite";

    public static RetailStoreParts Open(StoreOptions options, TimeProvider time)
    {
        SqliteFile file = SqliteFile.Open(options);
        return new RetailStoreParts(
            new SqliteDatabase(file, time),
            new SqliteLedgerStore(file),
            new SqliteProjectionStore(file, time),
            new SqliteCatalogueStore(file),
            new SqliteImportStore(file),
            new SqliteReconciliationStore(file),
            OrleansInvariant,
            file.ConnectionString,
            file);
    }
}
