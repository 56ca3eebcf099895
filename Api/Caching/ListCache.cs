using System.Globalization;
using Microsoft.Extensions.Options;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger.Projections;
using RetailGrains.Silo.Operations;

namespace RetailGrains.Api.Caching;

/// <summary>
/// Caches pages of lists for a moment, in the process and, if configured, in Redis for all processes. The cache key contains the version of
/// the lists' data, which every request reads from the database, so a page is not served after a checkpoint or the catalogue has moved. A
/// caller that has waited for its write to be saved therefore finds it in every list of every process. Between a save and its checkpoint a
/// page may lack the save; the bounded age of cached pages limits that time.
/// </summary>
internal sealed class ListCache : IDisposable
{
    /// <summary>The maximum age of a served page. The rest of a second remains for the query and the answer.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(900);

    private const long MaxSize = 64 * 1024 * 1024;

    private readonly IProjectionStore _projections;
    private readonly Retry _retry;
    private readonly QueryGate _queries;
    private readonly RedisPageCache? _pages;
    private readonly CacheMeter _meter;
    private readonly bool _enabled;
    private readonly RequestCoalescer<ListVersion> _version;
    private readonly PageCache _cache;
    private volatile Known? _currencies;

    private sealed record Known(ListVersion Version, IReadOnlyList<string?> Currencies);

    public ListCache(
        IProjectionStore projections,
        RedisPageCache? pages,
        IOptions<CacheOptions> options,
        QueryGate queries,
        Retry retry,
        CacheMeter meter,
        TimeProvider time)
    {
        (_projections, _pages, _queries, _retry, _meter) = (projections, pages, queries, retry, meter);
        _enabled = options.Value.Enabled;
        _cache = new PageCache(MaxAge, MaxSize, time);
        _version = new RequestCoalescer<ListVersion>(() => projections.ListVersionAsync(CancellationToken.None));
    }

    /// <summary>The cached or newly read page for a request.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="query">The list.</param>
    /// <param name="refuse">Refuses a list that is sorted by an amount, for the currencies that it has.</param>
    /// <param name="answer">Makes the answer of a page.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<IResult> GetAsync<T>(
        CallerKey caller,
        EntityQuery query,
        Func<IReadOnlyList<string?>, IResult?> refuse,
        Func<EntityPage, FigureAnswer<T>> answer,
        CancellationToken cancel)
        where T : class =>
        _retry.QueryAsync(() => TryGetAsync(caller, query, refuse, answer, cancel), cancel);

    public void Dispose() => _cache.Dispose();

    private async Task<IResult> TryGetAsync<T>(
        CallerKey caller,
        EntityQuery query,
        Func<IReadOnlyList<string?>, IResult?> refuse,
        Func<EntityPage, FigureAnswer<T>> answer,
        CancellationToken cancel)
        where T : class
    {
        ListVersion version = await _version.AskAsync().WaitAsync(cancel);
        if (query.IsByAmount && refuse(await CurrenciesAsync(version, cancel)) is { } refusal) return refusal;
        if (!_enabled) return answer(await ReadAsync(caller, query, cancel));
        string key = KeyOf(version, query);
        (CachedResponse page, PageOrigin origin) =
            await _cache.GetAsync(key, token => ReadAsync(key, caller, query, answer, token), cancel);
        if (origin == PageOrigin.Cached) _meter.WasHit();
        else if (origin == PageOrigin.Joined) _meter.WasJoined();
        return page;
    }

    private async Task<PageCache.Read> ReadAsync<T>(
        string key, CallerKey caller, EntityQuery query, Func<EntityPage, FigureAnswer<T>> answer, CancellationToken cancel)
        where T : class
    {
        // The page keeps the age that it had in Redis.
        if (_pages is not null && await _pages.FindAsync(key) is { } found)
        {
            _meter.WasShared();
            return new PageCache.Read(found.Page, found.Age);
        }

        _meter.WasMissed();
        CachedResponse page = answer(await ReadAsync(caller, query, cancel)).Keep();
        _pages?.Keep(key, page, TimeSpan.Zero);
        return new PageCache.Read(page, TimeSpan.Zero);
    }

    /// <summary>A new currency comes with a new checkpoint.</summary>
    private async Task<IReadOnlyList<string?>> CurrenciesAsync(ListVersion version, CancellationToken cancel)
    {
        if (_currencies is { } known && known.Version == version) return known.Currencies;
        IReadOnlyList<string?> currencies = await _projections.CurrenciesAsync(cancel);
        _currencies = new Known(version, currencies);
        return currencies;
    }

    private Task<EntityPage> ReadAsync(CallerKey caller, EntityQuery query, CancellationToken cancel) =>
        _queries.RunAsync(caller, QueryCost.Page, token => _projections.ListAsync(query, token), cancel);

    /// <summary>Ids have no line breaks; the prefix may have some, so it comes last.</summary>
    private static string KeyOf(ListVersion version, EntityQuery query)
    {
        string list = $"{query.Kind} {query.Currency?.Code} {(query.Descending ? "-" : "")}{query.Sort} "
            + $"{query.Limit.ToString(CultureInfo.InvariantCulture)}";
        string place = query.After is { } after ? $"{after.Value.ToString(CultureInfo.InvariantCulture)} {after.Id}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{version.Generation}.{version.Checkpoints}.{version.Catalogue} {list}\n{place}\n{query.Prefix}");
    }
}

internal static class ListCacheServices
{
    public static void AddListCache(this IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<CacheOptions>, ReadCacheOptions>();
        services.AddOptions<CacheOptions>().ValidateOnStart();
        services.AddActiveMeter<CacheMeter>();
        services.AddSingleton(provider => new ListCache(
            provider.GetRequiredService<IProjectionStore>(),
            RedisPageCache.Open(provider),
            provider.GetRequiredService<IOptions<CacheOptions>>(),
            provider.GetRequiredService<QueryGate>(),
            provider.GetRequiredService<Retry>(),
            provider.GetRequiredService<CacheMeter>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
