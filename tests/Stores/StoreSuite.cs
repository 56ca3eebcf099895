using RetailGrains.Ledger;

namespace RetailGrains.Tests.Stores;

/// <summary>A database that a suite runs on. It has no schema at first.</summary>
internal interface ITestDatabase : IAsyncDisposable
{
    /// <summary>Opens the store, as another process would.</summary>
    RetailStoreParts Open();

    /// <summary>Queries the database directly, as an analyst would. Returns the first column of the first row.</summary>
    Task<object?> ScalarAsync(string sql);

    /// <summary>Changes the database directly, without the store.</summary>
    Task ExecuteAsync(string sql);
}

/// <summary>
/// The requirements of every store, on either database. A suite has one subclass per database; every test has a separate, empty database.
/// </summary>
public abstract class StoreSuite : IAsyncLifetime
{
    private protected const int Partitions = 4;

    private protected static CancellationToken None => CancellationToken.None;

    private protected ITestDatabase Database { get; private set; } = null!;

    private protected RetailStoreParts Store { get; private set; } = null!;

    private protected abstract Task<ITestDatabase> CreateDatabaseAsync();

    public virtual async Task InitializeAsync()
    {
        Database = await CreateDatabaseAsync();
        Store = Database.Open();
        await Store.Database.MigrateAsync(None);
        await Store.Database.PartitionsAsync(Partitions, None);
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }
}
