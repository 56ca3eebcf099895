using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Hosting;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Settings;
using RetailGrains.Ledger.Sqlite;
using RetailGrains.Stores;

namespace RetailGrains.Tests.Unit.Caching;

/// <summary>
/// The list cache on an embedded store. It reads a page again when the version of the data changes or the cached page is too old.
/// </summary>
public sealed class ListCacheTests : IAsyncLifetime, IDisposable
{
    private static readonly CallerKey Ann = new("ann", "viewer");
    private static readonly EntityQuery Ranking =
        new(EntityKind.Store, EntitySort.NetRevenue, Descending: true, Prefix: null, After: null, Limit: 10);

    private readonly string _home = Directory.CreateTempSubdirectory("retail-lists-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private RetailStoreParts _store = null!;
    private QueryGate _queries = null!;
    private ListCache _lists = null!;
    private int _reads;

    public async Task InitializeAsync()
    {
        _store = SqliteBackend.Open(new StoreOptions { Home = _home }, TimeProvider.System);
        await _store.Database.MigrateAsync(CancellationToken.None);
        _queries = new QueryGate(Options.Create(new LimitOptions()), Options.Create(new ApiOptions()), TimeProvider.System);
        _lists = Open(enabled: true);
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    public void Dispose()
    {
        _lists.Dispose();
        _queries.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task A_page_is_read_once_while_nothing_changes_and_again_after_a_moment()
    {
        await GetAsync(Ranking);
        await GetAsync(Ranking);
        Assert.Equal(1, _reads);
        _time.Advance(ListCache.MaxAge);
        await GetAsync(Ranking);
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task The_next_page_includes_a_change_of_the_catalogue()
    {
        await GetAsync(Ranking);
        await _store.Catalogue.PutStoreAsync("S", new StoreDescription("London", null, null, null), CancellationToken.None);
        await GetAsync(Ranking);
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task Different_lists_have_separate_pages()
    {
        EntityQuery[] lists =
        [
            Ranking, Ranking with { Kind = EntityKind.Product }, Ranking with { Sort = EntitySort.Units },
            Ranking with { Descending = false },
            Ranking with { Limit = 11 }, Ranking with { Prefix = "a" }, Ranking with { Prefix = "b" },
            Ranking with { Sort = EntitySort.Id, After = new EntityCursor(0, "a") },
            Ranking with { Sort = EntitySort.Id, After = new EntityCursor(0, "b") },
        ];
        foreach (EntityQuery list in lists) await GetAsync(list);
        Assert.Equal(lists.Length, _reads);
        foreach (EntityQuery list in lists) await GetAsync(list);
        Assert.Equal(lists.Length, _reads);
    }

    [Fact]
    public async Task A_disabled_cache_reads_every_time()
    {
        using ListCache disabled = Open(enabled: false);
        _lists.Dispose();
        _lists = disabled;
        await GetAsync(Ranking);
        await GetAsync(Ranking);
        Assert.Equal(2, _reads);
    }

    private Task<IResult> GetAsync(EntityQuery query) => _lists.GetAsync(
        Ann,
        query,
        _ => null,
        page =>
        {
            _reads++;
            return new FigureAnswer<EntityPageAnswer<StoreAnswer>>(
                new EntityPageAnswer<StoreAnswer>(page.AsOf, [], null), ApiJson.Default.EntityPageAnswerStoreAnswer);
        },
        CancellationToken.None);

    private ListCache Open(bool enabled) => new(
        _store.Projections,
        pages: null,
        Options.Create(new CacheOptions { Enabled = enabled }),
        _queries,
        new Retry(Options.Create(new ApiOptions()), TimeProvider.System),
        new CacheMeter(_services.GetRequiredService<IMeterFactory>()),
        _time);
}
