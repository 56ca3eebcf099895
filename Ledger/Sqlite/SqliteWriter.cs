using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>
/// The only connection of this process that writes, on a dedicated thread. SQLite allows one writer at a time, its commits block, and a
/// pool thread must not wait for a disk. All waiting work shares one commit.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxWaiting = 1024;
    private const int MaxInOneCommit = 64;

    private readonly Channel<Job> _queue =
        Channel.CreateBounded<Job>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<SqliteSession> _open;
    private SqliteSession _session;

    public SqliteWriter(Func<SqliteSession> open)
    {
        (_open, _session) = (open, open());
        new Thread(Run) { Name = "SQLite writer", IsBackground = true }.Start();
    }

    /// <summary>
    /// Runs work in a transaction, and completes after its commit. The work must be repeatable: when other work of the same commit fails,
    /// everything is rolled back, and each piece runs again separately. Cancellation has an effect only before the work starts.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancel)
    {
        var job = new Job<T>(work, cancel);
        await _queue.Writer.WriteAsync(job, cancel).ConfigureAwait(false);
        return await job.Task.ConfigureAwait(false);
    }

    /// <summary>Completes the waiting work, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        var batch = new List<Job>(MaxInOneCommit);
        while (WaitForJobs())
        {
            while (batch.Count < MaxInOneCommit && _queue.Reader.TryRead(out Job? job))
            {
                if (!job.IsCancelled()) batch.Add(job);
            }

            Commit(batch);
            batch.Clear();
        }

        _session.Dispose();
        _ended.SetResult();
    }

    /// <summary>This thread may block; it exists for that.</summary>
    private bool WaitForJobs() => _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Commit(List<Job> batch)
    {
        Job? running = null;
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (Job job in batch)
            {
                running = job;
                job.Run(_session);
            }

            running = null;
            _session.Execute("COMMIT");
            batch.ForEach(job => job.Succeed());
        }
        catch (Exception e) when (running is null || batch.Count == 1)
        {
            FailAfterRollBack(batch, e);
        }
        catch (Exception)
        {
            _session.RollBack();
            foreach (Job job in batch) Commit([job]);
        }
    }

    private void FailAfterRollBack(List<Job> batch, Exception reason)
    {
        try
        {
            _session.RollBack();
        }
        finally
        {
            if (IsOfFile(reason)) Reopen();
            batch.ForEach(job => job.Fail(reason));
        }
    }

    /// <summary>A connection caches the pages that it has read: after it has read a damaged page, it fails until it is closed.</summary>
    private static bool IsOfFile(Exception reason) =>
        reason is SqliteException { SqliteErrorCode: SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_IOERR };

    private void Reopen()
    {
        SqliteSession old = _session;
        try
        {
            _session = _open();
        }
        catch (SqliteException) // the file cannot be opened now; the next failed commit retries
        {
            return;
        }

        old.Dispose();
    }

    private abstract class Job
    {
        public abstract bool IsCancelled();

        public abstract void Run(SqliteSession session);

        public abstract void Succeed();

        public abstract void Fail(Exception reason);
    }

    private sealed class Job<T>(Func<SqliteSession, T> work, CancellationToken cancel) : Job
    {
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _outcome.Task;

        public override bool IsCancelled() => cancel.IsCancellationRequested && _outcome.TrySetCanceled(cancel);

        public override void Run(SqliteSession session) => _result = work(session);

        public override void Succeed() => _outcome.SetResult(_result);

        public override void Fail(Exception reason) => _outcome.SetException(reason);
    }
}
