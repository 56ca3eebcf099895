using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Orleans.Runtime;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using static SQLitePCL.raw;

namespace RetailGrains.Failures;

/// <summary>Classifies exceptions by SQLSTATE, SQLite result code, or type. This is the only place that does so. Pure.</summary>
public static class FailureClassifier
{
    /// <summary>The server has ended the session of a client that hung in a transaction.</summary>
    private const string IdleInTransaction = "25P03";

    public static FailureKind Classify(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            AggregateException { InnerExceptions: [{ } only] } => Classify(only),
            LedgerRefusedException => FailureKind.Refused,
            // A file or setting that only an operator can correct.
            StartupException => FailureKind.Permanent,
            PostgresException postgres => OfSqlState(postgres.SqlState),
            // The connection could not be opened, or broke, or the pool was exhausted.
            NpgsqlException => FailureKind.Transient,
            SqliteException sqlite => OfSqlite(sqlite.SqliteErrorCode, sqlite.SqliteExtendedErrorCode),
            TimeoutException or OperationCanceledException or IOException or SocketException => FailureKind.Transient,
            // A silo that has left, a rejected call, or a stale activation: a retry reaches another activation.
            OrleansException => FailureKind.Transient,
            _ => FailureKind.Bug,
        };
    }

    /// <summary>
    /// Returns whether a retry may help without a change of the program: <see cref="FailureKind.Transient"/> or
    /// <see cref="FailureKind.Permanent"/>.
    /// </summary>
    public static bool IsUnavailable(Exception failure) => Classify(failure) is FailureKind.Transient or FailureKind.Permanent;

    /// <summary>
    /// Returns whether the SQL names a table, column or function that does not exist in the database, or that the role may not use.
    /// </summary>
    public static bool IsMissingObject(Exception failure) => failure switch
    {
        PostgresException postgres => postgres.SqlState.StartsWith("42", StringComparison.Ordinal),
        SqliteException sqlite => sqlite.SqliteErrorCode == SQLITE_ERROR,
        _ => false,
    };

    /// <summary>
    /// Returns whether the database cancelled a statement because of its timeout. A retry would only take as long again.
    /// </summary>
    public static bool IsStatementTimeout(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <summary>
    /// Returns one line for logs and <c>/ready</c>: the code, if there is one, and the database's message. Never the data concerned.
    /// </summary>
    public static string Describe(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            AggregateException { InnerExceptions: [{ } only] } => Describe(only),
            StartupException => failure.Message,
            PostgresException postgres => $"{postgres.SqlState} {postgres.MessageText}",
            SqliteException sqlite => $"SQLite {sqlite.SqliteExtendedErrorCode} {sqlite3_errstr(sqlite.SqliteErrorCode).utf8_to_string()}",
            { InnerException: { } inner } when failure is NpgsqlException => $"{failure.Message} ({FirstLine(inner.Message)})",
            _ => $"{failure.GetType().Name}: {FirstLine(failure.Message)}",
        };
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();

    private static FailureKind OfSqlState(string state) => state switch
    {
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.ObjectInUse or IdleInTransaction => FailureKind.Transient,
        _ => state[..2] switch
        {
            // Invalid data, violated constraints.
            "22" or "23" => FailureKind.Refused,
            // Connections, rollbacks (serialization, deadlock), an operator's intervention (shutdown, start-up, cancelled query).
            "08" or "40" or "57" => FailureKind.Transient,
            // Disk full, read-only, wrong password, missing rights and tables, corruption, and any other failure that a retry does not
            // cure.
            _ => FailureKind.Permanent,
        },
    };

    private static FailureKind OfSqlite(int code, int extended) => code switch
    {
        SQLITE_CONSTRAINT => extended == SQLITE_CONSTRAINT_TRIGGER ? FailureKind.Permanent : FailureKind.Refused,
        SQLITE_MISMATCH or SQLITE_TOOBIG => FailureKind.Refused,
        SQLITE_BUSY or SQLITE_LOCKED or SQLITE_INTERRUPT or SQLITE_NOMEM or SQLITE_PROTOCOL or SQLITE_SCHEMA => FailureKind.Transient,
        SQLITE_MISUSE or SQLITE_RANGE or SQLITE_INTERNAL => FailureKind.Bug,
        _ => FailureKind.Permanent,
    };
}
