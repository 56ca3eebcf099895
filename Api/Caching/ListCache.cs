using System.Globalization;
using Microsoft.Extensions.Options;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Http;
using RetailGrains.Api.Limits;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Api.Caching;

/// <summary>
/// Keeps pages of lists for a moment, in the process and, if there is one, in Redis for all processes. A page is kept under the version of
/// what lists are made of, which every request asks the database for: a page can't be served any more once a checkpoint or the catalogue
/// has moved, so whoever waited until his write was saved finds it in every list, whichever process he asks. Between a save and its
/// checkpoint a page may lack the save; for that the time that it is kept after it was read is bounded.
/// </summary>
internal sealed class ListCache : IDisposable
{
    /// <summary>Pages are served no longer; the rest of a second is for asking and answering.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromMilliseconds(900);

    private const long MaxSize = 64 * 1024 * 1024;

    private readonly IProjectionStore _projections;
    private readonly Retry _retry;
    private readonly QueryGate _queries;
    private readonly RedisPageCache? _pages;
    private readonly bool _enabled;
    private readonly RequestCoalescer<ListVersion> _version;
    private readonly PageCache _kept;

    public ListCache(
        IProjectionStore projections, RedisPageCache? pages, IOptions<CacheOptions> options, QueryGate queries, Retry retry, TimeProvider time)
    {
        (_projections, _pages, _queries, _retry, _enabled) = (projections, pages, queries, retry, options.Value.Enabled);
        _kept = new PageCache(Oldest, MaxSize, time);
        _version = new RequestCoalescer<ListVersion>(() => projections.ListVersionAsync(CancellationToken.None));
    }

    /// <summary>The page that a caller asks for.</summary>
    public Task<IResult> GetAsync<T>(
        CallerKey caller, EntityQuery query, Func<EntityPage, FigureAnswer<T>> answer, CancellationToken cancel)
        where T : class =>
        _retry.QueryAsync(() => TryGetAsync(caller, query, answer, cancel), cancel);

    public void Dispose() => _kept.Dispose();

    private async Task<IResult> TryGetAsync<T>(
        CallerKey caller, EntityQuery query, Func<EntityPage, FigureAnswer<T>> answer, CancellationToken cancel)
        where T : class
    {
        if (!_enabled) return answer(await ReadAsync(caller, query, cancel));
        ListVersion version = await _version.AskAsync().WaitAsync(cancel);
        string key = KeyOf(version, query);
        return await _kept.GetAsync(key, token => ReadAsync(key, caller, query, answer, token), cancel);
    }

    private async Task<PageCache.Read> ReadAsync<T>(
        string key, CallerKey caller, EntityQuery query, Func<EntityPage, FigureAnswer<T>> answer, CancellationToken cancel)
        where T : class
    {
        // As old here as it was there.
        if (_pages is not null && await _pages.FindAsync(key) is { } found) return new PageCache.Read(found.Page, found.Age);
        CachedResponse page = answer(await ReadAsync(caller, query, cancel)).Keep();
        _pages?.Keep(key, page, TimeSpan.Zero);
        return new PageCache.Read(page, TimeSpan.Zero);
    }

    private Task<EntityPage> ReadAsync(CallerKey caller, EntityQuery query, CancellationToken cancel) =>
        _queries.RunAsync(caller, QueryCost.Page, token => _projections.ListAsync(query, token), cancel);

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
            RedisPageCache.Open(provider),
            provider.GetRequiredService<IOptions<CacheOptions>>(),
            provider.GetRequiredService<QueryGate>(),
            provider.GetRequiredService<Retry>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
