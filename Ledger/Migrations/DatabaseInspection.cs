using System.Net;
using Npgsql;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Ledger.Migrations;

/// <summary>The state of a PostgreSQL database, and the rights of the connected role.</summary>
/// <param name="Pending">The missing schema changes.</param>
/// <param name="User">The role.</param>
/// <param name="IsSuperuser">The role may do anything.</param>
/// <param name="OwnsLedger">The role may disable the ledger's triggers.</param>
/// <param name="MayAlterLedger">The role has UPDATE, DELETE or TRUNCATE on the ledger or the audit.</param>
/// <param name="MayCreate">The role may create tables.</param>
/// <param name="HasTriggers">Triggers make the ledger refuse changes.</param>
/// <param name="ClockSkew">How far the server's clock is ahead of this process's; as exact as the round trip.</param>
/// <param name="IsRemoteWithoutTls">The connection leaves this host and is not encrypted.</param>
public sealed record DatabaseInspection(
    IReadOnlyList<string> Pending,
    string User,
    bool IsSuperuser,
    bool OwnsLedger,
    bool MayAlterLedger,
    bool MayCreate,
    bool HasTriggers,
    TimeSpan ClockSkew,
    bool IsRemoteWithoutTls)
{
    private const int Timeout = 5; // seconds

    /// <summary>Inspects the database.</summary>
    /// <param name="options">Options with <see cref="StoreOptions.DatabaseUrl"/>.</param>
    /// <param name="time">This process's clock.</param>
    /// <param name="cancel">Cancels the inspection.</param>
    /// <exception cref="Exception">The database is unreachable; <see cref="StoreFaults.Explain"/> gives the reason.</exception>
    public static async Task<DatabaseInspection> RunAsync(StoreOptions options, TimeProvider time, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        NpgsqlConnectionStringBuilder connection = PostgresUrl.Parse(options.DatabaseUrl!);
        (connection.Timeout, connection.CommandTimeout, connection.MaxPoolSize) = (Timeout, Timeout, 1);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        TimeSpan skew = await SkewAsync(source, time, cancel);
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT current_user::text,
                (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
                coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('ledger')), false),
                coalesce((
                    SELECT bool_or(has_table_privilege(pg_class.oid, privilege))
                    FROM pg_class, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS asked (privilege)
                    WHERE pg_class.oid IN (to_regclass('ledger'), to_regclass('audit'))), false),
                coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),
                EXISTS (
                    SELECT FROM pg_trigger
                    WHERE tgrelid = to_regclass('ledger') AND tgname = 'ledger_is_append_only' AND tgenabled = 'O'),
                coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)
            """);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        var found = new DatabaseInspection(
            [], row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5), skew,
            !row.GetBoolean(6) && !IsLocal(connection.Host));
        await row.DisposeAsync();
        return found with { Pending = await new PostgresDatabase(source).PendingAsync(cancel) };
    }

    /// <summary>
    /// Measures twice and uses the second result, when connection and code are warm: the first request takes longer than its answer.
    /// </summary>
    private static async Task<TimeSpan> SkewAsync(NpgsqlDataSource source, TimeProvider time, CancellationToken cancel)
    {
        TimeSpan skew = default;
        for (int i = 0; i < 2; i++)
        {
            DateTimeOffset before = time.GetUtcNow();
            await using NpgsqlCommand command = source.CreateCommand("SELECT clock_timestamp()");
            var there = (DateTime)(await command.ExecuteScalarAsync(cancel))!;
            TimeSpan taken = time.GetUtcNow() - before;
            skew = there - (before.UtcDateTime + (taken / 2));
        }

        return skew;
    }

    private static bool IsLocal(string? host) =>
        host is null or "localhost" || host.StartsWith('/')
            || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
