using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Membership;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;
using RetailGrains.Ledger.Settings;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger;

/// <summary>The ledger and all other stores, opened and ready.</summary>
public sealed class RetailStore : IAsyncDisposable
{
    private const int DefaultPartitions = 16;

    private readonly RetailStoreParts _parts;

    private RetailStore(RetailStoreParts parts, LedgerLayout layout, EntrySealer sealer, IStoreLock? storeLock) =>
        (_parts, Layout, Sealer, Lock) = (parts, layout, sealer, storeLock);

    /// <summary>The number of partitions, fixed at the first start.</summary>
    public LedgerLayout Layout { get; }

    /// <summary>The name of the driver for Orleans' ADO.NET storage.</summary>
    public string OrleansInvariant => _parts.OrleansInvariant;

    /// <summary>The database allows one writer at a time: concurrent commits would only wait for each other.</summary>
    public bool HasSingleWriter => _parts.Source is null;

    /// <summary>For Orleans' ADO.NET storage, when there is no <see cref="Source"/>.</summary>
    public string ConnectionString => _parts.ConnectionString;

    /// <summary>The pool of connections to PostgreSQL; null when the store is embedded.</summary>
    public DbDataSource? Source => _parts.Source;

    /// <summary>
    /// A few connections to PostgreSQL for membership, which must not wait behind the load; null when the store is embedded.
    /// </summary>
    public DbDataSource? ClusterSource => _parts.ClusterSource;

    /// <summary>The folder of the embedded store; null with PostgreSQL.</summary>
    public string? Folder => _parts.Folder;

    /// <summary>The database's view of a cluster's silos; null when the store is embedded.</summary>
    public ISiloRegister? Silos => _parts.Silos;

    /// <summary>The lock that keeps other processes from serving the same store; null when none was requested.</summary>
    public IStoreLock? Lock { get; }

    internal RetailStoreParts Parts => _parts;

    /// <summary>Computes the hashes of entries.</summary>
    internal EntrySealer Sealer { get; }

    /// <summary>
    /// Opens PostgreSQL when <see cref="StoreOptions.DatabaseUrl"/> is set, otherwise the embedded store, and ensures that its schema is
    /// current.
    /// </summary>
    /// <exception cref="StoreOwnedException">Another process serves the store.</exception>
    /// <exception cref="SchemaOutdatedException">The schema is not current, and must not be changed.</exception>
    public static async Task<RetailStore> OpenAsync(
        StoreOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        IStoreLock? held = await LockAsync(options, time, cancel);
        try
        {
            return await OpenAsync(options, held, time, loggers, cancel);
        }
        catch
        {
            if (held is not null) await held.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _parts.DisposeAsync();
        if (Lock is not null) await Lock.DisposeAsync();
    }

    private static async Task<IStoreLock?> LockAsync(StoreOptions options, TimeProvider time, CancellationToken cancel)
    {
        if (options.Ownership == StoreOwnership.None) return null;
        StoreOwner owner = StoreOwner.ThisProcess(options.Port, time);
        if (string.IsNullOrEmpty(options.DatabaseUrl)) return EmbeddedStoreLock.Acquire(options.Home, owner);
        bool shared = options.Ownership == StoreOwnership.Shared;
        return await PostgresStoreLock.AcquireAsync(PostgresUrl.Parse(options.DatabaseUrl), shared, owner, time, cancel);
    }

    private static async Task<RetailStore> OpenAsync(
        StoreOptions options, IStoreLock? held, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        RetailStoreParts parts = string.IsNullOrEmpty(options.DatabaseUrl)
            ? SqliteBackend.Open(options, time)
            : PostgresBackend.Open(options);
        try
        {
            ILogger logger = loggers.CreateLogger<RetailStore>();
            await PrepareSchemaAsync(parts.Database, options.Migrate, logger, cancel);
            LedgerLayout layout = await LayoutAsync(parts.Database, options, cancel);
            var sealer = new EntrySealer(await parts.Hashes.KeyAsync(cancel));
            await CompleteHashesAsync(parts, layout, sealer, options, logger, cancel);
            if (options is { Migrate: true, RuntimeUrl: { } runtime } && parts.Source is NpgsqlDataSource source)
            {
                await parts.Database.RestoreProjectionTablesAsync(cancel); // the runtime's role has no right to do this
                await new RuntimeRole(source).GrantAsync(PostgresUrl.Parse(runtime), cancel);
            }

            return new RetailStore(parts, layout, sealer, held);
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    private static async Task PrepareSchemaAsync(IRetailDatabase database, bool migrate, ILogger logger, CancellationToken cancel)
    {
        if (migrate)
        {
            IReadOnlyList<string> applied = await database.MigrateAsync(cancel);
            if (applied.Count > 0) RetailStoreLog.Migrated(logger, string.Join(", ", applied));
        }
        else if (await database.PendingAsync(cancel) is { Count: > 0 } pending)
        {
            throw new SchemaOutdatedException(pending);
        }
    }

    private static async Task<LedgerLayout> LayoutAsync(IRetailDatabase database, StoreOptions options, CancellationToken cancel)
    {
        int partitions = await database.PartitionsAsync(options.Partitions ?? DefaultPartitions, cancel);
        if (options.Partitions is { } wanted && wanted != partitions)
        {
            throw new OptionsValidationException(
                nameof(StoreOptions),
                typeof(StoreOptions),
                [$"RETAIL_PARTITIONS is {wanted}, and the store has {partitions} partitions since its first start. The number cannot be "
                    + $"changed: set RETAIL_PARTITIONS to {partitions}, or leave it out."]);
        }

        return new LedgerLayout(partitions);
    }

    private static async Task CompleteHashesAsync(
        RetailStoreParts parts, LedgerLayout layout, EntrySealer sealer, StoreOptions options, ILogger logger, CancellationToken cancel)
    {
        if (!options.AdoptUnhashed && await parts.Hashes.IsCompleteAsync(cancel)) return;
        if (!options.Migrate) throw new SchemaOutdatedException(["the hashes of earlier ledger entries"]);
        long added = await new HashCompletion(parts.Hashes, parts.Ledger, sealer).RunAsync(layout.Partitions, cancel);
        if (added > 0) RetailStoreLog.HashesAdded(logger, added);
    }
}

/// <summary>Registers an opened store.</summary>
public static class RetailStoreServices
{
    /// <summary>
    /// Registers its interfaces and the ledger's layout; with PostgreSQL also the pool of connections. The caller that opened the store
    /// must close it after the host has stopped.
    /// </summary>
    public static IServiceCollection AddRetailStore(this IServiceCollection services, RetailStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        RetailStoreParts parts = store.Parts;
        services.AddSingleton(store)
            .AddSingleton(store.Layout)
            .AddSingleton(parts.Database)
            .AddSingleton(parts.Ledger)
            .AddSingleton(parts.Hashes)
            .AddSingleton(store.Sealer)
            .AddSingleton<HashCompletion>()
            .AddSingleton(parts.Projections)
            .AddSingleton(parts.Catalogue)
            .AddSingleton(parts.ExchangeRates)
            .AddSingleton(parts.Imports)
            .AddSingleton(parts.Reconciliation)
            .AddSingleton(parts.Closings)
            .AddSingleton(parts.Audit)
            .AddSingleton(parts.Published)
            .AddSingleton(parts.Walks)
            .AddSingleton(parts.Erasures)
            .AddSingleton<ErasedCustomers>()
            .AddSingleton<ConflictReader>();
        return parts.Source is NpgsqlDataSource source ? services.AddSingleton(source) : services;
    }
}
