using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Figures;

namespace RetailGrains.Api.Caching;

/// <summary>Where the page of a request came from.</summary>
internal enum PageOrigin
{
    /// <summary>This request read it.</summary>
    Read,

    /// <summary>Another request was reading it.</summary>
    Joined,

    /// <summary>It was cached.</summary>
    Cached,
}

/// <summary>
/// Caches pages for a moment after they were read. For each key only one read runs at a time, however long it takes: other callers join it.
/// Otherwise every request would start another slow read and slow all of them down. A read without waiting callers is cancelled.
/// </summary>
/// <param name="keep">How long a page is cached after it was read.</param>
/// <param name="maxSize">The maximum total size in bytes.</param>
/// <param name="time">Measures the age of pages.</param>
internal sealed class PageCache(TimeSpan keep, long maxSize, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Reading> _reading = new(StringComparer.Ordinal);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = maxSize, Clock = new Clock(time) });

    /// <summary>A page, and its age when the read returned it.</summary>
    public readonly record struct Read(CachedResponse Page, TimeSpan Age);

    private sealed record CachedPage(CachedResponse Page, long ReadAt);

    /// <summary>The cache drops pages by the clock that measures their age.</summary>
    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }

    /// <summary>A read in progress and its waiting callers, at least one.</summary>
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
    /// Returns the page of a key. A failed read fails the callers that wait for it, but no later ones. If a read is refused because of the
    /// caller that started it, a caller that joined it starts its own read.
    /// </summary>
    public async Task<(CachedResponse Page, PageOrigin Origin)> GetAsync(
        string key, Func<CancellationToken, Task<Read>> readAsync, CancellationToken cancel)
    {
        while (true)
        {
            (Reading? reading, CachedResponse? kept, bool joined) = Find(key);
            if (kept is not null) return (kept, PageOrigin.Cached);
            if (!joined) _ = MakeAsync(key, readAsync, reading!);
            try
            {
                return (await reading!.Page.Task.WaitAsync(cancel), joined ? PageOrigin.Joined : PageOrigin.Read);
            }
            catch (RefusedException) when (joined)
            {
                // The read was refused because of the caller that started it: try again.
            }
            finally
            {
                Leave(key, reading!);
            }
        }
    }

    public void Dispose() => _cache.Dispose();

    private (Reading? Reading, CachedResponse? CachedPage, bool Joined) Find(string key)
    {
        lock (_lock)
        {
            if (_reading.TryGetValue(key, out Reading? reading))
            {
                reading.Waiting++;
                return (reading, null, true);
            }

            if (_cache.Get<CachedPage>(key) is { } kept && time.GetElapsedTime(kept.ReadAt) < keep) return (null, kept.Page, false);
            _reading.Add(key, reading = new Reading());
            return (reading, null, false);
        }
    }

    private void Leave(string key, Reading reading)
    {
        lock (_lock)
        {
            if (--reading.Waiting > 0 || !IsInProgress(key, reading)) return;
            _reading.Remove(key); // so that no caller joins a cancelled read
        }

        reading.Cancel();
    }

    private bool IsInProgress(string key, Reading reading) => _reading.TryGetValue(key, out Reading? current) && current == reading;

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
                _ = reading.Page.Task.Exception; // observed, because there may be no waiting caller left
            }
        }
    }

    private void End(string key, Reading reading)
    {
        if (IsInProgress(key, reading)) _reading.Remove(key);
    }

    private void Keep(string key, Read read)
    {
        using ICacheEntry entry = _cache.CreateEntry(key);
        entry.Value = new CachedPage(read.Page, time.GetTimestamp() - (long)(read.Age.TotalSeconds * time.TimestampFrequency));
        entry.Size = read.Page.Body.Length + key.Length;
        entry.AbsoluteExpirationRelativeToNow = keep;
    }
}
