using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Http;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Api.Caching;

/// <summary>
/// Keeps pages of lists for a moment, in the process and, if there is one, in Redis for all processes. A page is kept under the version of
/// what lists are made of, which every request asks the database for: a page can't be served any more once a checkpoint or the catalogue
/// has moved, so whoever waited until his write was saved finds it in every list, whichever process he asks. Between a save and its
/// checkpoint a page may lack the save; for that its age is bounded.
/// </summary>
internal sealed class ListCache : IDisposable
{
    /// <summary>Pages are served no longer; the rest of a second is for asking and answering.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromMilliseconds(900);

    private const long LargestSize = 64 * 1024 * 1024;

    private readonly IProjectionStore _projections;
    private readonly Retry _retry;
    private readonly SharedPages? _pages;
    private readonly TimeProvider _time;
    private readonly bool _enabled;
    private readonly Shared<ListVersion> _version;
    private readonly Lock _lock = new();
    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = LargestSize });

    private sealed record Kept(Task<KeptAnswer> Page, long ReadAt);

    public ListCache(IProjectionStore projections, SharedPages? pages, IOptions<CacheOptions> options, Retry retry, TimeProvider time)
    {
        (_projections, _pages, _retry, _time, _enabled) = (projections, pages, retry, time, options.Value.Enabled);
        _version = new Shared<ListVersion>(() => projections.ListVersionAsync(CancellationToken.None));
    }

    /// <summary>The page that is asked for.</summary>
    public Task<IResult> GetAsync<T>(EntityQuery query, Func<EntityPage, FigureAnswer<T>> answer, CancellationToken cancel)
        where T : class =>
        _retry.QueryAsync(() => TryGetAsync(query, answer, cancel), cancel);

    public void Dispose() => _kept.Dispose();

    private async Task<IResult> TryGetAsync<T>(EntityQuery query, Func<EntityPage, FigureAnswer<T>> answer, CancellationToken cancel)
        where T : class
    {
        if (!_enabled) return answer(await _projections.ListAsync(query, cancel));
        ListVersion version = await _version.AskAsync().WaitAsync(cancel);
        return await Page(KeyOf(version, query), query, answer).WaitAsync(cancel);
    }

    /// <summary>Of the same key one is read at a time, for all who want it.</summary>
    private Task<KeptAnswer> Page<T>(string key, EntityQuery query, Func<EntityPage, FigureAnswer<T>> answer)
        where T : class
    {
        var made = new TaskCompletionSource<KeptAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_kept.Get<Kept>(key) is { } kept && _time.GetElapsedTime(kept.ReadAt) < Oldest && !kept.Page.IsFaulted) return kept.Page;
            Keep(key, made.Task, _time.GetTimestamp(), size: 0);
        }

        _ = MakeAsync(key, query, answer, made);
        return made.Task;
    }

    private async Task MakeAsync<T>(
        string key, EntityQuery query, Func<EntityPage, FigureAnswer<T>> answer, TaskCompletionSource<KeptAnswer> made)
        where T : class
    {
        try
        {
            SharedPages.Found? found = _pages is null ? null : await _pages.FindAsync(key);
            // As old here as it was there.
            long readAt = _time.GetTimestamp() - (long)((found?.Age.TotalSeconds ?? 0) * _time.TimestampFrequency);
            KeptAnswer page = found?.Page ?? answer(await _projections.ListAsync(query, CancellationToken.None)).Keep();
            lock (_lock) Keep(key, made.Task, readAt, page.Body.Length);
            made.SetResult(page);
            if (found is null) _pages?.Keep(key, page, _time.GetElapsedTime(readAt));
        }
        catch (Exception e)
        {
            made.TrySetException(e);
        }
    }

    private void Keep(string key, Task<KeptAnswer> page, long readAt, long size)
    {
        using ICacheEntry entry = _kept.CreateEntry(key);
        entry.Value = new Kept(page, readAt);
        entry.Size = size + key.Length;
        entry.AbsoluteExpirationRelativeToNow = Oldest;
    }

    /// <summary>Ids have no line breaks, and the prefix, which may, stands last.</summary>
    private static string KeyOf(ListVersion version, EntityQuery query)
    {
        string list = $"{query.Kind} {(query.Descending ? "-" : "")}{query.Sort} {query.Limit.ToString(CultureInfo.InvariantCulture)}";
        string place = query.After is { } after ? $"{after.Value.ToString(CultureInfo.InvariantCulture)} {after.Id}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{version.Generation}.{version.Checkpoints}.{version.Catalogue} {list}\n{place}\n{query.Prefix}");
    }
}

/// <summary>Registers it.</summary>
internal static class ListCacheServices
{
    public static void AddListCache(this IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<CacheOptions>, ReadCacheOptions>();
        services.AddOptions<CacheOptions>().ValidateOnStart();
        services.AddSingleton(provider => new ListCache(
            provider.GetRequiredService<IProjectionStore>(),
            SharedPages.Open(provider),
            provider.GetRequiredService<IOptions<CacheOptions>>(),
            provider.GetRequiredService<Retry>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
