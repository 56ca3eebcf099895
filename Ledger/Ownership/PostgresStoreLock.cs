using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using RetailGrains.Failures;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Ownership;

/// <summary>
/// A session-level advisory lock, on a dedicated connection. PostgreSQL releases the lock when the connection ends. The process therefore
/// watches the connection, and acquires the lock again after a restart of the server or a network failure.
/// </summary>
internal sealed partial class PostgresStoreLock : IStoreLock
{
    /// <summary>The two numbers of the lock. They are arbitrary and never change.</summary>
    private const string Key = "7316254, 60";

    /// <summary>The prefix in <c>application_name</c>; the owner follows: <c>pid@host:port since</c>.</summary>
    private const string ApplicationName = "RetailGrains owner ";

    private const int Timeout = 5; // seconds

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>The session of a process that was just killed may still exist: a new process waits this long for its end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source;
    private readonly string _database;
    private readonly string _name;
    private readonly bool _shared;
    private readonly TimeProvider _time;
    private NpgsqlConnection? _connection;

    private PostgresStoreLock(NpgsqlConnectionStringBuilder database, bool shared, StoreOwner owner, TimeProvider time)
    {
        (_database, _shared, _time) = (database.Database ?? database.Username ?? "postgres", shared, time);
        _name = NameOf(owner);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            ApplicationName = _name,
            Pooling = false,
            Timeout = Timeout,
            CommandTimeout = Timeout,
            // Keep-alives let the server detect within seconds that the machine of a lock holder is gone.
            Options = $"{database.Options} -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3".TrimStart(),
        };
        // Without a name, Npgsql's metrics show the connection string, which differs at each start.
        _source = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = "owner" }.Build();
    }

    /// <exception cref="StoreOwnedException">Another process holds the lock.</exception>
    public static async Task<PostgresStoreLock> AcquireAsync(
        NpgsqlConnectionStringBuilder database, bool shared, StoreOwner owner, TimeProvider time, CancellationToken cancel)
    {
        var held = new PostgresStoreLock(database, shared, owner, time);
        try
        {
            long start = time.GetTimestamp();
            while (await held.TryTakeAsync(cancel) is { } other)
            {
                if (time.GetElapsedTime(start) > Grace) throw new StoreOwnedException(other);
                await Task.Delay(FirstDelay, time, cancel);
            }

            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    public async Task<string> WatchAsync(ILogger logger, CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(Interval, _time, cancel);
            if (await IsHeldAsync(cancel)) continue;
            LogLost(logger, _database);
            long lostAt = _time.GetTimestamp();
            if (await ReacquireAsync(cancel) is { } other) return other;
            TimeSpan away = _time.GetElapsedTime(lostAt);
            LogReacquired(logger, _database, away);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _source.DisposeAsync();
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
    }

    /// <summary>Returns a line that names the holder if another process holds the lock; null when the lock is acquired again.</summary>
    private async Task<string?> ReacquireAsync(CancellationToken cancel)
    {
        long reachedAt = 0;
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (true)
        {
            try
            {
                if (await TryTakeAsync(cancel) is not { } other) return null;
                // The former session of this process may live on for a moment; any other holder is another process.
                if (reachedAt == 0)
                {
                    reachedAt = _time.GetTimestamp();
                    backoff.Reset();
                }

                if (_time.GetElapsedTime(reachedAt) > Grace) return other;
            }
            catch (Exception e) when (e is DbException or TimeoutException or IOException)
            {
                // the loss of the connection is already logged, and its return will be
            }

            await Task.Delay(backoff.Next(), _time, cancel);
        }
    }

    private async Task<bool> IsHeldAsync(CancellationToken cancel)
    {
        try
        {
            if (_connection is null) return false;
            await using var command = new NpgsqlCommand("SELECT 1", _connection);
            await command.ExecuteScalarAsync(cancel);
            return true;
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException)
        {
            return false;
        }
    }

    /// <summary>Returns null when the lock was acquired; otherwise the line that names its holder.</summary>
    private async Task<string?> TryTakeAsync(CancellationToken cancel)
    {
        await CloseAsync();
        NpgsqlConnection connection = _source.CreateConnection();
        try
        {
            await connection.OpenAsync(cancel);
            await EndOwnSessionAsync(connection, cancel);
            string take = _shared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
            await using var command = new NpgsqlCommand($"SELECT {take}({Key})", connection);
            if (await command.ExecuteScalarAsync(cancel) is not true) return await DescribeOwnersAsync(connection, cancel);
            (_connection, connection) = (connection, null!);
            return null;
        }
        finally
        {
            if (connection is not null) await connection.DisposeAsync();
        }
    }

    /// <summary>Ends a session of this process whose connection broke unnoticed by the server.</summary>
    private static async Task EndOwnSessionAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
                AND application_name = current_setting('application_name')
            """,
            connection);
        await command.ExecuteScalarAsync(cancel);
    }

    private async Task<string> DescribeOwnersAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT l.pid, l.mode = 'ExclusiveLock', a.application_name, host(a.client_addr)
            FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.pid <> pg_backend_pid()
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (l.classid, l.objid, l.objsubid) = ({Key}, 2)
            ORDER BY a.backend_start
            """,
            connection);
        var owners = new List<(string Who, bool Alone)>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            string? name = reader.TextOrNull(2);
            string from = reader.IsDBNull(3) ? "" : $" from {reader.GetString(3)}";
            string session = string.Create(
                CultureInfo.InvariantCulture, $"PostgreSQL session {reader.GetInt32(0)}{from} holds the lock on database {_database}");
            owners.Add((Parse(name)?.Serves($"database {_database}") ?? session, reader.GetBoolean(1)));
        }

        if (owners.Count == 0) return $"Another process serves database {_database}; stop it, or set DATABASE_URL to another database.";
        if (owners[0].Alone) return $"{owners[0].Who}; stop it, or set DATABASE_URL to another database.";
        string more = owners.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" with {owners.Count - 1} other silos") : "";
        return $"{owners[0].Who} as a silo{more}; stop the silos, or set RETAIL_CLUSTER=postgres to be their client.";
    }

    /// <summary>PostgreSQL keeps 63 bytes of the name.</summary>
    private static string NameOf(StoreOwner owner)
    {
        string host = new([.. owner.Host.Where(char.IsAsciiLetterOrDigit).Take(16)]);
        return string.Create(
            CultureInfo.InvariantCulture, $"{ApplicationName}{owner.Pid}@{host}:{owner.Port ?? 0} {owner.StartedAt:yyyyMMddHHmmss}");
    }

    private static StoreOwner? Parse(string? name)
    {
        if (name is null || !name.StartsWith(ApplicationName, StringComparison.Ordinal)) return null;
        string[] parts = name[ApplicationName.Length..].Split('@', ':', ' ');
        if (parts.Length != 4
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || !DateTime.TryParseExact(
                parts[3], "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime at))
            return null;
        return new StoreOwner(pid, parts[1], at, port == 0 ? null : port);
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The connection that holds the lock on database {Database} was lost; acquiring the lock again")]
    private static partial void LogLost(ILogger logger, string database);

    [LoggerMessage(Level = LogLevel.Information, Message = "Acquired the lock on database {Database} again after {Away}")]
    private static partial void LogReacquired(ILogger logger, string database, TimeSpan away);
}
