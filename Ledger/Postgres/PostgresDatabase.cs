using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using RetailGrains.Ledger.Migrations;

namespace RetailGrains.Ledger.Postgres;

internal sealed class PostgresDatabase(NpgsqlDataSource source) : IRetailDatabase
{
    /// <summary>
    /// Held while a file is applied, so that processes that start together apply each file once. The number is arbitrary.
    /// </summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(7316254017295)";

    private const string VersionTable =
        "CREATE TABLE IF NOT EXISTS schema_version (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())";

    private static readonly IReadOnlyList<SchemaFile> Files = SchemaFiles.Of("postgres");

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancel)
    {
        // A newer schema is refused. A current one is not touched, because the user may have no right to change it.
        IReadOnlyList<string> pending = await PendingAsync(cancel);
        if (pending.Count == 0) return [];
        var applied = new List<string>();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        foreach (SchemaFile file in Files)
            if (await ApplyAsync(connection, file, cancel)) applied.Add(file.Name);
        return applied;
    }

    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using var exists = new NpgsqlCommand("SELECT to_regclass('schema_version') IS NOT NULL", connection);
        var applied = new List<AppliedFile>();
        if (await exists.ExecuteScalarAsync(cancel) is true)
        {
            string checksum = await HasChecksumsAsync(connection, cancel) ? "checksum" : "NULL::text";
            await using var names = new NpgsqlCommand($"SELECT name, {checksum} FROM schema_version", connection);
            await using NpgsqlDataReader reader = await names.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                applied.Add(new AppliedFile(reader.GetString(0), await reader.IsDBNullAsync(1, cancel) ? null : reader.GetString(1)));
        }

        return [.. SchemaHistory.Pending(applied, Files).Select(file => file.Name)];
    }

    public async Task<int> PartitionsAsync(int atFirstStart, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(atFirstStart);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atFirstStart, short.MaxValue);
        await using NpgsqlCommand insert = source.CreateCommand(
            "INSERT INTO ledger_setting (name, value) VALUES ('partitions', $1) ON CONFLICT DO NOTHING");
        insert.Parameters.AddWithValue(atFirstStart.ToString(CultureInfo.InvariantCulture));
        await insert.ExecuteNonQueryAsync(cancel);
        await using NpgsqlCommand select = source.CreateCommand("SELECT value FROM ledger_setting WHERE name = 'partitions'");
        return int.Parse((string)(await select.ExecuteScalarAsync(cancel))!, CultureInfo.InvariantCulture);
    }

    public async Task RestoreProjectionTablesAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, Lock, cancel);
        foreach (string name in await MissingAsync(connection, cancel))
            foreach (string statement in SchemaStatements.Of(Files, name)) await ExecuteAsync(connection, statement, cancel);
        await transaction.CommitAsync(cancel);
    }

    public async Task<IReadOnlyList<string>> MissingProjectionTablesAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        return await MissingAsync(connection, cancel);
    }

    public async Task<DatabaseState> StateAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean");
        bool isReadOnly = await command.ExecuteScalarAsync(cancel) is true;
        try
        {
            return new DatabaseState(isReadOnly, await PendingAsync(cancel));
        }
        catch (Exception e) when (e is SchemaNewerException or SchemaChangedException)
        {
            return new DatabaseState(isReadOnly, []); // a newer version has migrated it during an upgrade; this one runs on
        }
    }

    private static async Task<IReadOnlyList<string>> MissingAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT name FROM unnest($1) WITH ORDINALITY AS made (name, place) WHERE to_regclass(name) IS NULL ORDER BY place", connection);
        command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. SchemaStatements.ProjectionNames(Files)]);
        var missing = new List<string>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) missing.Add(reader.GetString(0));
        return missing;
    }

    private static async Task<bool> ApplyAsync(NpgsqlConnection connection, SchemaFile file, CancellationToken cancel)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, Lock, cancel);
        await ExecuteAsync(connection, VersionTable, cancel);
        await using var remember = new NpgsqlCommand("INSERT INTO schema_version (name) VALUES ($1) ON CONFLICT DO NOTHING", connection);
        remember.Parameters.AddWithValue(file.Name);
        if (await remember.ExecuteNonQueryAsync(cancel) == 0) return false;
        await ExecuteAsync(connection, file.Sql, cancel);
        await AddChecksumsAsync(connection, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Adds the missing checksums: of the file just applied, and of those that were applied before there were checksums.</summary>
    private static async Task AddChecksumsAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (!await HasChecksumsAsync(connection, cancel)) return;
        await using var add = new NpgsqlCommand(
            """
            UPDATE schema_version SET checksum = file.checksum FROM unnest($1, $2) AS file (name, checksum)
            WHERE schema_version.name = file.name AND schema_version.checksum IS NULL
            """,
            connection);
        add.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. Files.Select(file => file.Name)]);
        add.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. Files.Select(file => file.Checksum)]);
        await add.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<bool> HasChecksumsAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var exists = new NpgsqlCommand(
            """
            SELECT EXISTS (
                SELECT FROM pg_attribute
                WHERE attrelid = to_regclass('schema_version') AND attname = 'checksum' AND NOT attisdropped)
            """,
            connection);
        return await exists.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Has no timeout: it may wait for another process, or for an index over a large table.</summary>
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
