using System.Data.Common;
using RetailGrains.Ledger.Audit;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Closing;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Membership;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;
using RetailGrains.Ledger.Sqlite;
using RetailGrains.Ledger.Streams;
using RetailGrains.Ledger.Walks;

namespace RetailGrains.Ledger;

/// <summary>The parts of a database backend; opened by <c>PostgresBackend</c> and <c>SqliteBackend</c>.</summary>
/// <param name="Database">The database as a whole.</param>
/// <param name="Ledger">The transactions.</param>
/// <param name="Hashes">The transactions with their hashes.</param>
/// <param name="Projections">The saved figures.</param>
/// <param name="Catalogue">Names, time zones, prices.</param>
/// <param name="ExchangeRates">Exchange rates by day.</param>
/// <param name="Imports">Uploaded files.</param>
/// <param name="Reconciliation">Computes figures from the ledger by SQL.</param>
/// <param name="Closings">Computes stores' days from the ledger by SQL.</param>
/// <param name="Audit">The audit.</param>
/// <param name="Published">The progress of publishing.</param>
/// <param name="Walks">The walks of rankings.</param>
/// <param name="Erasures">The erasures of customers.</param>
/// <param name="OrleansInvariant">The name of the ADO.NET driver for Orleans' storage provider.</param>
/// <param name="ConnectionString">For Orleans' storage provider.</param>
/// <param name="Resource">Disposed with the store: the pools of connections, or the connection that writes.</param>
/// <param name="Source">The pool of connections to PostgreSQL; null when the store is embedded.</param>
/// <param name="ClusterSource">A small dedicated pool for membership; null when the store is embedded.</param>
/// <param name="Silos">The database's view of a cluster's silos; null when the store is embedded.</param>
/// <param name="Folder">The folder of the embedded store; null with PostgreSQL.</param>
internal sealed record RetailStoreParts(
    IRetailDatabase Database,
    ILedgerStore Ledger,
    IHashChainStore Hashes,
    IProjectionStore Projections,
    ICatalogueStore Catalogue,
    IExchangeRateStore ExchangeRates,
    IImportStore Imports,
    IReconciliationStore Reconciliation,
    IClosingStore Closings,
    IAuditStore Audit,
    IPublishedStore Published,
    IWalkStore Walks,
    IErasureStore Erasures,
    string OrleansInvariant,
    string ConnectionString,
    IAsyncDisposable Resource,
    DbDataSource? Source = null,
    DbDataSource? ClusterSource = null,
    ISiloRegister? Silos = null,
    string? Folder = null) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Resource.DisposeAsync();
}
