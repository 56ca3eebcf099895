
namespace RetailGrains.Ledger.Migrations;

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

    /// <summary>Throws when the database is unreachable.</summary>
    Task PingAsync(CancellationToken cancel);
}
