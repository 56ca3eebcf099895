using RetailGrains.Hosting;

namespace RetailGrains.Ledger.Migrations;

/// <summary>
/// A released schema file was changed after the database had applied it, so the program's schema and the database's differ.
/// </summary>
public sealed class SchemaChangedException(IEnumerable<string> files)
    : StartupException(
        $"This program's {string.Join(", ", files)} is not the file that the database has applied; the checksum in schema_version differs. "
        + "A released schema file never changes: use an unmodified version of the program, and put a schema change into a new numbered "
        + "file.");
