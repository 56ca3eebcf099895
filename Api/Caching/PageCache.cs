using Microsoft.Extensions.Caching.Memory;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Http;

namespace RetailGrains.Api.Caching;

/// <summary>
/// Keeps pages for a moment after they were read. Of one key only one is read at a time, however long that takes: whoever wants the page
/// meanwhile waits for that one. Were a slow read not joined, every request would begin another and make all of them slower. A read that
/// nobody waits for any more is cancelled.
/// </summary>
/// <param name="keep">How long a page that was read is kept.</param>
/// <param name="maxSize">Of all that is kept, in bytes.</param>
/// <param name="time">For the pages' age.</param>
internal sealed class PageCache(TimeSpan keep, long maxSize, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Reading> _reading = new(StringComparer.Ordinal);
    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = maxSize });

    /// <summary>A page that was read, and how old it was then already.</summary>
    public readonly record struct Read(CachedResponse Page, TimeSpan Age);

    private sealed record CachedPage(CachedResponse Page, long ReadAt);

    /// <summary>A read under way, with those who wait for it: at least one.</summary>
    private sealed class Reading : IDisposable
    {
        private readonly CancellationTokenSource _cancel = new();

        public TaskCompletionSource<CachedResponse> Page { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; } = 1;

        public CancellationToken Token => _cancel.Token;

        public void Cancel() => _cancel.Cancel();

        public void Dispose() => _cancel.Dispose();
    }

    /// <summary>
    /// The page of a key; a failed read fails those who waited for it, and nobody after them. A caller that joined one which was refused
    /// because of the caller that had begun it tries by itself.
    /// </summary>
    public async Task<CachedResponse> GetAsync(string key, Func<CancellationToken, Task<Read>> readAsync, CancellationToken cancel)
    {
        while (true)
        {
            (Reading? reading, CachedResponse? kept, bool joined) = Find(key);
            if (kept is not null) return kept;
            if (!joined) _ = MakeAsync(key, readAsync, reading!);
            try
            {
                return await reading!.Page.Task.WaitAsync(cancel);
            }
            catch (RefusedException) when (joined)
            {
                // Of somebody else.
            }
            finally
            {
                Leave(key, reading!);
            }
        }
    }

    public void Dispose() => _kept.Dispose();

    private (Reading? Reading, CachedResponse? CachedPage, bool Joined) Find(string key)
    {
        lock (_lock)
        {
            if (_reading.TryGetValue(key, out Reading? reading))
            {
                reading.Waiting++;
                return (reading, null, true);
            }

            if (_kept.Get<CachedPage>(key) is { } kept && time.GetElapsedTime(kept.ReadAt) < keep) return (null, kept.Page, false);
            _reading.Add(key, reading = new Reading());
            return (reading, null, false);
        }
    }

    private void Leave(string key, Reading reading)
    {
        lock (_lock)
        {
            if (--reading.Waiting > 0 || !IsUnderWay(key, reading)) return;
            _reading.Remove(key); // nobody joins what is cancelled
        }

        reading.Cancel();
    }

    private bool IsUnderWay(string key, Reading reading) => _reading.TryGetValue(key, out Reading? under) && under == reading;

    private async Task MakeAsync(string key, Func<CancellationToken, Task<Read>> readAsync, Reading reading)
    {
        using (reading)
        {
            try
            {
                Read read = await readAsync(reading.Token);
                lock (_lock)
                {
                    Keep(key, read);
                    End(key, reading);
                }

                reading.Page.SetResult(read.Page);
            }
            catch (Exception e)
            {
                lock (_lock) End(key, reading);
                reading.Page.TrySetException(e);
                _ = reading.Page.Task.Exception; // perhaps nobody waits any more
            }
        }
    }

    private void End(string key, Reading reading)
    {
        if (IsUnderWay(key, reading)) _reading.Remove(key);
    }

    private void Keep(string key, Read read)
    {
        using ICacheEntry entry = _kept.CreateEntry(key);
        entry.Value = new CachedPage(read.Page, time.GetTimestamp() - (long)(read.Age.TotalSeconds * time.TimestampFrequency));
        entry.Size = read.Page.Body.Length + key.Length;
        entry.AbsoluteExpirationRelativeToNow = keep;
    }
}
