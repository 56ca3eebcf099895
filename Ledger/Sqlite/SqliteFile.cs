using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using RetailGrains.Hosting;
using RetailGrains.Ledger.Settings;
using static SQLitePCL.raw;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>A file of the embedded store: one connection writes, and several read concurrently (WAL).</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    /// <summary>
    /// More concurrent reads than processors only slow each other down. Four more leave room for the platform's own reads beside the lists
    /// that callers request.
    /// </summary>
    private static readonly int MaxReads = Math.Max(4, Environment.ProcessorCount) + 4;

    /// <summary>
    /// How long a write waits for another process, or for Orleans' own connections to the file of documents. It is long, because a timeout
    /// leaves an outcome unknown.
    /// </summary>
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(30);

    private readonly SqliteWriter _writer;
    private readonly string _readConnectionString;
    private readonly SemaphoreSlim _mayRead = new(MaxReads);
    private readonly ConcurrentBag<SqliteSession> _readers = [];

    private SqliteFile(SqliteWriter writer, string path)
    {
        _writer = writer;
        ConnectionString = Describe(path, SqliteOpenMode.ReadWrite, pooling: true);
        _readConnectionString = Describe(path, SqliteOpenMode.ReadOnly, pooling: false);
    }

    /// <summary>For Orleans' grain storage, which manages its own connections.</summary>
    public string ConnectionString { get; }

    /// <summary>Opens the file in the store's folder, and creates both if they do not exist.</summary>
    public static SqliteFile Open(StoreOptions options, string name)
    {
        string folder = RetailHome.Create(options.Home);
        string path = Path.Combine(folder, name);
        // SQLite gives the -wal and -shm files the same permissions.
        OwnerOnlyFile.Ensure(path);
        foreach (string beside in (string[])["-wal", "-shm"]) OwnerOnlyFile.Narrow(path + beside);
        return new SqliteFile(new SqliteWriter(() => OpenWriter(path)), path);
    }

    /// <inheritdoc cref="SqliteWriter.RunAsync"/>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancel) => _writer.RunAsync(work, cancel);

    /// <inheritdoc cref="SqliteWriter.RunAsync"/>
    public Task WriteAsync(Action<SqliteSession> work, CancellationToken cancel) => _writer.RunAsync(
        session =>
        {
            work(session);
            return true;
        },
        cancel);

    /// <summary>
    /// Runs queries on one snapshot of the file, on a pool thread. Their temporary tables disappear at the end. Cancellation interrupts the
    /// running statement.
    /// </summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken cancel)
    {
        await _mayRead.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(work, cancel), cancel).ConfigureAwait(false);
        }
        finally
        {
            _mayRead.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_readers.TryTake(out SqliteSession? reader)) reader.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
        using (var orleans = new SqliteConnection(ConnectionString)) SqliteConnection.ClearPool(orleans);
        _mayRead.Dispose();
    }

    private static SqliteSession OpenWriter(string path) => SqliteSession.Open(
        Describe(path, SqliteOpenMode.ReadWriteCreate, pooling: false),
        $"""
        PRAGMA busy_timeout = {BusyTimeout.TotalMilliseconds:F0};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        PRAGMA wal_autocheckpoint = 4000;
        PRAGMA cache_size = -65536;
        """);

    private T Read<T>(Func<SqliteSession, T> work, CancellationToken cancel)
    {
        if (!_readers.TryTake(out SqliteSession? session))
            session = SqliteSession.Open(_readConnectionString, "PRAGMA cache_size = -16384;");
        try
        {
            T result;
            using (cancel.UnsafeRegister(interrupted => ((SqliteSession)interrupted!).Interrupt(), session))
            {
                session.Execute("BEGIN");
                result = work(session);
                session.RollBack();
            }

            _readers.Add(session);
            return result;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLITE_INTERRUPT && cancel.IsCancellationRequested)
        {
            session.Dispose();
            throw new OperationCanceledException("The query was cancelled.", e, cancel);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static string Describe(string path, SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = (int)BusyTimeout.TotalSeconds,
    }.ConnectionString;
}
