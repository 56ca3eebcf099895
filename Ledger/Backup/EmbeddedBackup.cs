using System.Globalization;
using Microsoft.Data.Sqlite;
using RetailGrains.Hosting;

namespace RetailGrains.Ledger.Backup;

/// <summary>
/// Copies the embedded store, whether another process serves it or not. A copy made with <c>cp</c> lacks the content of the <c>-wal</c>
/// files, and holds the two databases as of different times.
/// </summary>
public static class EmbeddedBackup
{
    private const string Ledger = "retail.db";
    private const string Documents = "documents.db";
    private const string CountLedger = "SELECT count(*) FROM ledger";
    private const string CountDocuments = "SELECT count(*) FROM OrleansStorage";

    /// <summary>
    /// Copies the store into a new folder, which can be used as RETAIL_HOME. The copy is written to a temporary folder, and renamed after
    /// it is complete and verified. <see cref="BackupTime"/> then has the time.
    /// </summary>
    /// <exception cref="StartupException">There is no store, the folder exists, or the copy is invalid.</exception>
    public static BackupReport Copy(string home, string target, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentNullException.ThrowIfNull(time);
        RequireStore(home);
        if (Path.Exists(target))
            throw new StartupException($"{target} exists, and a backup overwrites nothing: name a folder that does not exist.");
        string partial = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(target))}.partial-{Guid.NewGuid():N}";
        try
        {
            RetailHome.CreateFolder(partial);
            BackupReport report = CopyFiles(home, partial);
            Directory.Move(partial, target);
            Record(home, target, time);
            return report;
        }
        catch (SqliteException e)
        {
            throw new StartupException($"The backup of {home} to {target} failed: {e.Message} (SQLite {e.SqliteErrorCode}).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The backup to {target} failed: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }

    private static void RequireStore(string home)
    {
        foreach (string name in new[] { Ledger, Documents })
        {
            if (!File.Exists(Path.Combine(home, name)))
                throw new StartupException($"RETAIL_HOME={home} holds no {name}: name the folder of an embedded store.");
        }
    }

    private static void Record(string home, string target, TimeProvider time)
    {
        try
        {
            BackupTime.Write(home, time.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{target} is a complete copy, but its time could not be recorded in {home}: {e.Message}", e);
        }
    }

    private static BackupReport CopyFiles(string home, string folder)
    {
        using SqliteConnection documents = Open(Path.Combine(home, Documents));
        using SqliteConnection ledger = Open(Path.Combine(home, Ledger));
        TakeSnapshots(home, documents, ledger);
        long documentCount = CopyFile(documents, Path.Combine(folder, Documents), CountDocuments);
        long transactions = CopyFile(ledger, Path.Combine(folder, Ledger), CountLedger);
        long bytes = new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
        return new BackupReport(transactions, documentCount, bytes);
    }

    /// <summary>
    /// Starts a read transaction in both databases at the same moment: nothing can be written to the documents until the second one has
    /// started. A document newer than the ledger could state that an import has processed rows that the ledger lacks.
    /// </summary>
    private static void TakeSnapshots(string home, SqliteConnection documents, SqliteConnection ledger)
    {
        using SqliteConnection gate = Open(Path.Combine(home, Documents));
        Execute(gate, "BEGIN IMMEDIATE");
        BeginReading(documents);
        BeginReading(ledger);
        Execute(gate, "ROLLBACK");
    }

    /// <summary>BEGIN alone takes no snapshot; the first read does.</summary>
    private static void BeginReading(SqliteConnection connection)
    {
        Execute(connection, "BEGIN");
        Number(connection, "SELECT count(*) FROM sqlite_schema");
    }

    /// <summary>
    /// Copies the content that the source's transaction sees, despite concurrent writes; returns the number of rows that both have.
    /// </summary>
    private static long CopyFile(SqliteConnection source, string path, string count)
    {
        OwnerOnlyFile.Ensure(path);
        using SqliteConnection copy = Open(path);
        source.BackupDatabase(copy);
        string check = Text(copy, "PRAGMA integrity_check(1)");
        if (check != "ok") throw new StartupException($"The copy of {Path.GetFileName(path)} is damaged, and so is the store: {check}");
        (long expected, long copied) = (Number(source, count), Number(copy, count));
        if (expected != copied)
            throw new StartupException($"The copy of {Path.GetFileName(path)} has {copied} rows instead of {expected}.");
        // Leaves a single file without a -wal file, so that any tool can copy it.
        Text(copy, "PRAGMA wal_checkpoint(TRUNCATE)");
        return copied;
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 30,
        }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql) => (long)Scalar(connection, sql)!;

    private static string Text(SqliteConnection connection, string sql) =>
        Convert.ToString(Scalar(connection, sql), CultureInfo.InvariantCulture)!;

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
