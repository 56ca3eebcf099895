using Microsoft.Extensions.Caching.Memory;
using RetailGrains.Api.Figures;

namespace RetailGrains.Api.Caching;

/// <summary>
/// Keeps pages for a moment after they were read. Of one key only one is read at a time, however long that takes: whoever wants the page
/// meanwhile waits for that one. Were a slow read not joined, every request would begin another and make all of them slower.
/// </summary>
/// <param name="keep">How long a page that was read is kept.</param>
/// <param name="maxSize">Of all that is kept, in bytes.</param>
/// <param name="time">For the pages' age.</param>
internal sealed class KeptPages(TimeSpan keep, long maxSize, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<KeptAnswer>> _reading = new(StringComparer.Ordinal);
    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = maxSize });

    /// <summary>A page that was read, and how old it was then already.</summary>
    public readonly record struct Read(KeptAnswer Page, TimeSpan Age);

    private sealed record Kept(KeptAnswer Page, long ReadAt);

    /// <summary>The page of a key; a failed read fails those who waited for it, and nobody after them.</summary>
    public Task<KeptAnswer> GetAsync(string key, Func<Task<Read>> readAsync)
    {
        var made = new TaskCompletionSource<KeptAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_reading.TryGetValue(key, out Task<KeptAnswer>? reading)) return reading;
            if (_kept.Get<Kept>(key) is { } kept && time.GetElapsedTime(kept.ReadAt) < keep) return Task.FromResult(kept.Page);
            _reading.Add(key, made.Task);
        }

        _ = MakeAsync(key, readAsync, made);
        return made.Task;
    }

    public void Dispose() => _kept.Dispose();

    private async Task MakeAsync(string key, Func<Task<Read>> readAsync, TaskCompletionSource<KeptAnswer> made)
    {
        try
        {
            Read read = await readAsync();
            lock (_lock)
            {
                Keep(key, read);
                _reading.Remove(key);
            }

            made.SetResult(read.Page);
        }
        catch (Exception e)
        {
            lock (_lock) _reading.Remove(key);
            made.TrySetException(e);
        }
    }

    private void Keep(string key, Read read)
    {
        using ICacheEntry entry = _kept.CreateEntry(key);
        entry.Value = new Kept(read.Page, time.GetTimestamp() - (long)(read.Age.TotalSeconds * time.TimestampFrequency));
        entry.Size = read.Page.Body.Length + key.Length;
        entry.AbsoluteExpirationRelativeToNow = keep;
    }
}
