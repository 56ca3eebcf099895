
namespace RetailGrains.Ledger.Migrations;

/// <param name="IsReadOnly">The database accepts no writes: it is a replica, or was set to read only.</param>
/// <param name="Pending">The schema files that are missing in the database, for example after an older backup was restored.</param>
public sealed record DatabaseState(bool IsReadOnly, IReadOnlyList<string> Pending);

/// <summary>The database as a whole.</summary>
public interface IRetailDatabase
{
    /// <summary>Applies the missing numbered SQL files, in order, each in a transaction; returns their names.</summary>
    /// <exception cref="SchemaNewerException">A newer version of the program has changed the schema.</exception>
    /// <exception cref="SchemaChangedException">A file that the database has applied has other content in this program.</exception>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancel);

    /// <summary>Returns the missing numbered SQL files; changes nothing.</summary>
    /// <exception cref="SchemaNewerException">A newer version of the program has changed the schema.</exception>
    /// <exception cref="SchemaChangedException">A file that the database has applied has other content in this program.</exception>
    Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancel);

    /// <summary>
    /// Returns the number of ledger partitions. The first call ever fixes it from <paramref name="atFirstStart"/>, because a transaction's
    /// id determines its partition.
    /// </summary>
    Task<int> PartitionsAsync(int atFirstStart, CancellationToken cancel);

    /// <summary>Recreates dropped tables and views of the projections, empty, with the statements of the schema files.</summary>
    Task RestoreProjectionTablesAsync(CancellationToken cancel);

    /// <summary>Returns the missing tables and views of the projections.</summary>
    Task<IReadOnlyList<string>> MissingProjectionTablesAsync(CancellationToken cancel);

    /// <summary>Returns the state of the database; throws when it is unreachable.</summary>
    Task<DatabaseState> StateAsync(CancellationToken cancel);
}
