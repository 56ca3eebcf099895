using System.Globalization;

namespace RetailGrains.Ledger.Schema;

internal sealed class SqliteDatabase(SqliteFile file, TimeProvider time) : IRetailDatabase
{
    /// <summary>All files in one transaction: another process that migrates too waits for the whole of it, and then has nothing to do.</summary>
    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancel) => file.WriteAsync<IReadOnlyList<string>>(
        session =>
        {
            session.ExecuteScript("CREATE TABLE IF NOT EXISTS schema_version (name TEXT NOT NULL PRIMARY KEY, applied_at TEXT NOT NULL)");
            List<SchemaFile> pending = Pending(session);
            foreach (SchemaFile schema in pending) Apply(session, schema);
            return [.. pending.Select(schema => schema.Name)];
        },
        cancel);

    public Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancel) =>
        file.ReadAsync<IReadOnlyList<string>>(session => [.. Pending(session).Select(schema => schema.Name)], cancel);

    public async Task<int> PartitionsAsync(int atFirstStart, CancellationToken cancel) => (int)await file.WriteAsync(
        session =>
        {
            session.Execute(
                "INSERT INTO ledger_setting (name, value) VALUES ('partitions', $value) ON CONFLICT DO NOTHING",
                ("$value", atFirstStart.ToString(CultureInfo.InvariantCulture)));
            return session.Number("SELECT CAST(value AS INTEGER) FROM ledger_setting WHERE name = 'partitions'");
        },
        cancel).ConfigureAwait(false);

    public Task PingAsync(CancellationToken cancel) =>
        file.ReadAsync(session => session.Number("SELECT count(*) FROM sqlite_schema"), cancel);

    private static List<SchemaFile> Pending(SqliteSession session)
    {
        bool begun = session.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'") == 1;
        List<string> applied = begun ? session.Query("SELECT name FROM schema_version", row => row.GetString(0)) : [];
        return [.. SchemaFiles.Of("sqlite").Where(schema => !applied.Contains(schema.Name))];
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
