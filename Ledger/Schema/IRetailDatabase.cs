namespace RetailGrains.Ledger.Schema;

/// <summary>The database as a whole.</summary>
public interface IRetailDatabase
{
    /// <summary>Applies the numbered SQL files that it does not have yet, in order, each in a transaction; returns their names.</summary>
    /// <exception cref="SchemaNewerException">A newer version of the program has changed the schema.</exception>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancel);

    /// <summary>The numbered SQL files that it does not have yet; changes nothing.</summary>
    /// <exception cref="SchemaNewerException">A newer version of the program has changed the schema.</exception>
    Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancel);

    /// <summary>
    /// The number of ledger partitions. It is fixed at the first call ever, from <paramref name="atFirstStart"/>, because a transaction's
    /// id decides its partition.
    /// </summary>
    Task<int> PartitionsAsync(int atFirstStart, CancellationToken cancel);

    /// <summary>
    /// Makes those tables and views of the projections again that were dropped, empty, by the statements of the schema files.
    /// </summary>
    Task RestoreProjectionTablesAsync(CancellationToken cancel);

    /// <summary>Tables and views of the projections that are not there.</summary>
    Task<IReadOnlyList<string>> MissingProjectionTablesAsync(CancellationToken cancel);

    /// <summary>Throws when the database can't be asked.</summary>
    Task PingAsync(CancellationToken cancel);
}
