using System.Globalization;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>
/// The schema of the embedded store. Orleans' documents have a separate file, because its storage provider is synchronous. In the ledger's
/// file, which allows one writer at a time, a grain that saves its document would block its thread for the duration of a bulk write.
/// </summary>
internal sealed class SqliteDatabase(SqliteFile file, SqliteFile documents, TimeProvider time) : IRetailDatabase
{
    private const string Main = "sqlite";
    private const string Documents = "sqlite-documents";

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancel) =>
        [.. await MigrateAsync(documents, Documents, cancel), .. await MigrateAsync(file, Main, cancel)];

    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancel) =>
        [.. await documents.ReadAsync(session => Names(Documents, Pending(session, Documents)), cancel),
         .. await file.ReadAsync(session => Names(Main, Pending(session, Main)), cancel)];

    public async Task<int> PartitionsAsync(int atFirstStart, CancellationToken cancel) => (int)await file.WriteAsync(
        session =>
        {
            session.Execute(
                "INSERT INTO ledger_setting (name, value) VALUES ('partitions', $value) ON CONFLICT DO NOTHING",
                ("$value", atFirstStart.ToString(CultureInfo.InvariantCulture)));
            return session.Number("SELECT CAST(value AS INTEGER) FROM ledger_setting WHERE name = 'partitions'");
        },
        cancel).ConfigureAwait(false);

    public Task RestoreProjectionTablesAsync(CancellationToken cancel) => file.WriteAsync(
        session =>
        {
            IReadOnlyList<SchemaFile> files = SchemaFiles.Of(Main);
            foreach (string name in Missing(session, files))
                foreach (string statement in SchemaStatements.Of(files, name)) session.ExecuteScript(statement);
        },
        cancel);

    public async Task<IReadOnlyList<string>> MissingProjectionTablesAsync(CancellationToken cancel) =>
        await file.ReadAsync(session => Missing(session, SchemaFiles.Of(Main)), cancel).ConfigureAwait(false);

    public async Task<DatabaseState> StateAsync(CancellationToken cancel)
    {
        try
        {
            return new DatabaseState(IsReadOnly: false, await PendingAsync(cancel).ConfigureAwait(false));
        }
        catch (Exception e) when (e is SchemaNewerException or SchemaChangedException)
        {
            return new DatabaseState(IsReadOnly: false, []);
        }
    }

    private static List<string> Missing(SqliteSession session, IReadOnlyList<SchemaFile> files)
    {
        List<string> names = session.Query("SELECT name FROM sqlite_schema", row => row.GetString(0));
        return [.. SchemaStatements.ProjectionNames(files).Where(name => !names.Contains(name))];
    }

    /// <summary>
    /// Applies all changes in one transaction: another process that migrates at the same time waits for it, and then has nothing to do.
    /// </summary>
    private Task<string[]> MigrateAsync(SqliteFile target, string folder, CancellationToken cancel) => target.WriteAsync(
        session =>
        {
            session.ExecuteScript("CREATE TABLE IF NOT EXISTS schema_version (name TEXT NOT NULL PRIMARY KEY, applied_at TEXT NOT NULL)");
            IReadOnlyList<SchemaFile> pending = Pending(session, folder);
            foreach (SchemaFile schema in pending) Apply(session, schema);
            if (pending.Count > 0) AddChecksums(session, folder);
            return Names(folder, pending);
        },
        cancel);

    private static string[] Names(string folder, IReadOnlyList<SchemaFile> files) => [.. files.Select(schema => $"{folder}/{schema.Name}")];

    private static IReadOnlyList<SchemaFile> Pending(SqliteSession session, string folder)
    {
        List<string> columns = session.Query("SELECT name FROM pragma_table_info('schema_version')", row => row.GetString(0));
        string checksum = columns.Contains("checksum") ? "checksum" : "NULL";
        List<AppliedFile> applied = columns.Count == 0 ? [] : session.Query(
            $"SELECT name, {checksum} FROM schema_version",
            row => new AppliedFile(row.GetString(0), row.TextOrNull(1)));
        return SchemaHistory.Pending(applied, SchemaFiles.Of(folder));
    }

    /// <summary>
    /// Adds the missing checksums: of the files just applied, and of those that were applied before there were checksums.
    /// </summary>
    private static void AddChecksums(SqliteSession session, string folder)
    {
        foreach (SchemaFile schema in SchemaFiles.Of(folder))
        {
            session.Execute(
                "UPDATE schema_version SET checksum = $checksum WHERE name = $name AND checksum IS NULL",
                ("$checksum", schema.Checksum),
                ("$name", schema.Name));
        }
    }

    private void Apply(SqliteSession session, SchemaFile schema)
    {
        session.ExecuteScript(schema.Sql);
        session.Execute(
            "INSERT INTO schema_version (name, applied_at) VALUES ($name, $at)",
            ("$name", schema.Name),
            ("$at", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
    }
}
