using RetailGrains.Hosting;

namespace RetailGrains.Ledger.Migrations;

/// <summary>The database lacks schema changes, and this start must not apply them.</summary>
public sealed class SchemaOutdatedException(IReadOnlyList<string> missing)
    : StartupException(
        $"The database's schema is not current: run `migrate` first (with MIGRATION_DATABASE_URL where the user of DATABASE_URL may not "
            + $"change it). Missing: {string.Join(", ", missing)}");
