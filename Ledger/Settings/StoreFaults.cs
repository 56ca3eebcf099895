using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using RetailGrains.Text;

namespace RetailGrains.Ledger.Settings;

/// <summary>
/// Explains why a store cannot be opened, for its operator: one line with the setting, its value without secrets, and the remedy.
/// </summary>
public static class StoreFaults
{
    /// <summary>Returns the line; null when an operator cannot remove the reason.</summary>
    public static string? Explain(StoreOptions options, Exception fault)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.DatabaseUrl is { Length: > 0 } url
            ? PostgresReason(fault) is { } reason ? $"{Setting(options)}={SecretText.Redact(url)}: {reason}" : null
            : SqliteReason(fault) is { } why ? $"RETAIL_HOME={options.Home}: {why}" : null;
    }

    private static string Setting(StoreOptions options) => options.RuntimeUrl is null ? "DATABASE_URL" : "MIGRATION_DATABASE_URL";

    private static string? PostgresReason(Exception fault) => fault switch
    {
        PostgresException refused => $"{Refusal(refused)} (PostgreSQL reports {refused.SqlState}: {refused.MessageText})",
        NpgsqlException or SocketException or TimeoutException =>
            $"the server cannot be reached: {Innermost(fault).Message.TrimEnd('.')}. Check host and port, and that PostgreSQL is running.",
        ArgumentException or FormatException or KeyNotFoundException or NotSupportedException =>
            "this is neither a URL such as postgresql://user:password@host:5432/database (with reserved characters percent-encoded) "
            + "nor an Npgsql connection string such as Host=...;Username=...;Password=...;Database=....",
        _ => null,
    };

    private static string Refusal(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "the server does not accept this user and password: correct them, or pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => "there is no such database: create it with CREATE DATABASE, or name another.",
        PostgresErrorCodes.TooManyConnections => "the server has no connection left: lower DATABASE_POOL_SIZE, or raise max_connections.",
        PostgresErrorCodes.CannotConnectNow => "the server is starting up or shutting down: start again in a moment.",
        PostgresErrorCodes.InsufficientPrivilege =>
            "this user lacks privileges: run `migrate` with MIGRATION_DATABASE_URL set to the owner's URL, which applies schema changes "
                + "and grants them.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "the database is read-only: name the primary server, or allow writing.",
        PostgresErrorCodes.DiskFull => "the server's disk is full: free some space.",
        _ => "the server refuses to open the store.",
    };

    private static string? SqliteReason(Exception fault) => fault switch
    {
        SqliteException sqlite => $"{FileReason(sqlite.SqliteErrorCode)} (SQLite reports {sqlite.SqliteErrorCode}: {sqlite.Message})",
        IOException or UnauthorizedAccessException => $"{fault.Message.TrimEnd('.')}. Name a folder that this user may write to.",
        _ => null,
    };

    /// <summary>Returns the reason for SQLite's primary result codes.</summary>
    private static string FileReason(int code) => code switch
    {
        5 or 6 => "another process has locked retail.db or documents.db: stop it.",
        8 or 14 or 23 => "retail.db or documents.db cannot be written: name a folder that this user may write to.",
        10 => "the disk fails to read or write: check it and its free space.",
        11 or 26 => "retail.db or documents.db is damaged, or not a SQLite file: restore a backup (docs/backup.md) or name another folder.",
        13 => "the disk is full: free some space, or name a folder on another disk.",
        _ => "retail.db or documents.db cannot be opened.",
    };

    private static Exception Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault;
}
