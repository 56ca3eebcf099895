using Npgsql;
using NpgsqlTypes;
using RetailGrains.Hosting;

namespace RetailGrains.Ledger.Postgres;

/// <summary>
/// The rights of the role that serves. It may read everything and change mutable data. It may only add to the ledger and the audit,
/// apart from the erasure of customers, and may not change the schema.
/// </summary>
internal sealed class RuntimeRole(NpgsqlDataSource owner)
{
    private const string AppendOnly = "SELECT, INSERT";
    private const string ReadOnly = "SELECT";
    private const string All = "SELECT, INSERT, UPDATE, DELETE";

    /// <summary>
    /// Revokes the role's rights on the tables, and grants the rights that it needs, in one transaction. Creates a role that does not
    /// exist, if the owner may create roles: nobody else may have access to a managed server.
    /// </summary>
    /// <exception cref="StartupException">The URLs do not match, or the role does not exist and the owner may not create it.</exception>
    public async Task GrantAsync(NpgsqlConnectionStringBuilder runtime, CancellationToken cancel)
    {
        string role = runtime.Username ?? throw new StartupException(
            "DATABASE_URL names no user: MIGRATION_DATABASE_URL grants privileges to that user.");
        await using NpgsqlConnection connection = await owner.OpenConnectionAsync(cancel);
        if (runtime.Database is { } database && database != connection.Database)
        {
            throw new StartupException(
                $"MIGRATION_DATABASE_URL names the database {connection.Database} and DATABASE_URL {database}: both must name the same "
                    + "one.");
        }

        if (role == (string?)await ScalarAsync(connection, "SELECT current_user::text", cancel)) return;
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        if (await ScalarAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", cancel, role) is null)
            await CreateAsync(connection, role, runtime.Password, cancel);
        foreach (string statement in await StatementsAsync(connection, role, cancel))
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>Returns a role's rights on a table; partitions of the audit have its name as prefix.</summary>
    internal static string PrivilegesOn(string table) => table switch
    {
        "ledger" => AppendOnly,
        _ when table == "audit" || table.StartsWith("audit_", StringComparison.Ordinal) => AppendOnly,
        "ledger_earlier_hash" or "ledger_key" or "schema_version" or "orleansquery" => ReadOnly,
        _ => All,
    };

    /// <summary>Returns the columns that an erasure changes; triggers refuse any other change of them. Null when there are none.</summary>
    private static string? ErasedColumns(string table) => table switch
    {
        "ledger" => "customer_id, customer_digest, note, note_digest",
        "audit" => "target",
        _ => null,
    };

    private static async Task CreateAsync(NpgsqlConnection connection, string role, string? password, CancellationToken cancel)
    {
        const string mayCreate = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user";
        if (string.IsNullOrEmpty(password) || await ScalarAsync(connection, mayCreate, cancel) is not true)
            throw new StartupException($"DATABASE_URL's user {role} does not exist: CREATE ROLE \"{role}\" LOGIN PASSWORD '...'.");
        string statement = $"CREATE ROLE {Quote(role)} LOGIN PASSWORD '{ScramVerifier.Create(password)}'";
        await using var create = new NpgsqlCommand(statement, connection);
        await create.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<string>> StatementsAsync(NpgsqlConnection connection, string role, CancellationToken cancel)
    {
        string to = Quote(role);
        string schema = Quote((string)(await ScalarAsync(connection, "SELECT current_schema()::text", cancel))!);
        var statements = new List<string>
        {
            $"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}",
            $"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {to}",
            $"GRANT USAGE ON SCHEMA {schema} TO {to}",
            $"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {to}",
        };
        if (await ScalarAsync(connection, "SELECT has_schema_privilege($1, current_schema(), 'CREATE')", cancel, role) is true)
            statements.AddRange([$"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC", $"REVOKE CREATE ON SCHEMA {schema} FROM {to}"]);
        await using var tables = new NpgsqlCommand(
            """
            SELECT relname::text, relkind::text FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND pg_has_role(relowner, 'USAGE')
            """,
            connection);
        await using NpgsqlDataReader reader = await tables.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            string rights = reader.GetString(1) is "v" or "m" ? ReadOnly : PrivilegesOn(reader.GetString(0));
            statements.Add($"GRANT {rights} ON {schema}.{Quote(reader.GetString(0))} TO {to}");
            if (ErasedColumns(reader.GetString(0)) is { } columns)
                statements.Add($"GRANT UPDATE ({columns}) ON {schema}.{Quote(reader.GetString(0))} TO {to}");
        }

        return statements;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params string[] texts)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (string text in texts) command.Parameters.Add(new NpgsqlParameter { Value = text, NpgsqlDbType = NpgsqlDbType.Text });
        return await command.ExecuteScalarAsync(cancel);
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
