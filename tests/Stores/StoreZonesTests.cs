using Microsoft.Extensions.Time.Testing;
using RetailGrains.Customers;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Tests.Stores;

/// <summary>The stores' time zones as a partition caches them, with a catalogue that can fail and change during a lookup.</summary>
public sealed class StoreZonesTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private SqliteTestDatabase Database { get; } = new();
    private RetailStoreParts _store = null!;
    private ObservedCatalogue _catalogue = null!;
    private readonly FakeTimeProvider _time = new();
    private StoreZones _zones = null!;

    public async Task InitializeAsync()
    {
        _store = Database.Open();
        await _store.Database.MigrateAsync(None);
        _catalogue = new ObservedCatalogue(_store.Catalogue);
        _zones = new StoreZones(_catalogue, currency: null, _time);
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await Database.DisposeAsync();
    }

    [Fact]
    public async Task A_zone_is_looked_up_once_and_is_UTC_if_the_catalogue_has_none()
    {
        await PutAsync("S", "Europe/Berlin");
        Assert.True(await LoadAsync("S", "T", "S"));
        Assert.Equal(("Europe/Berlin", "UTC"), (ZoneOf("S"), ZoneOf("T")));
        Assert.False(await LoadAsync("S", "T"));
        Assert.Equal(1, _catalogue.Lookups);
    }

    [Fact]
    public async Task An_unknown_zone_affects_only_its_store_and_is_read_again_until_it_is_corrected()
    {
        await PutAsync("mars", "Mars/Phobos");
        await LoadAsync("mars", "T");
        Assert.Equal((null, "UTC"), (ZoneOf("mars"), ZoneOf("T")));
        Assert.True(await LoadAsync("mars", "T"));
        await PutAsync("mars", "Europe/Berlin");
        await LoadAsync("mars", "T");
        Assert.Equal("Europe/Berlin", ZoneOf("mars"));
    }

    [Fact]
    public async Task A_change_is_applied_when_it_is_reported()
    {
        await PutAsync("S", "Europe/Berlin");
        await LoadAsync("S");
        await PutAsync("S", "Asia/Tokyo");
        _zones.Forget("S");
        Assert.Equal("Europe/Berlin", ZoneOf("S")); // transactions in progress keep the old zone
        await LoadAsync("S");
        Assert.Equal("Asia/Tokyo", ZoneOf("S"));
    }

    [Fact]
    public async Task A_known_zone_that_becomes_unknown_is_forgotten()
    {
        await LoadAsync("S");
        await PutAsync("S", "Mars/Phobos");
        _zones.Forget("S");
        await LoadAsync("S");
        Assert.Null(ZoneOf("S"));
    }

    [Fact]
    public async Task A_change_that_is_reported_while_the_old_zone_is_read_is_not_lost()
    {
        await PutAsync("S", "Europe/Berlin");
        _catalogue.AfterLookup = async () =>
        {
            await PutAsync("S", "Asia/Tokyo");
            _zones.Forget("S");
        };
        await LoadAsync("S");
        _catalogue.AfterLookup = null;
        Assert.True(await LoadAsync("S"));
        Assert.Equal("Asia/Tokyo", ZoneOf("S"));
    }

    [Fact]
    public async Task A_change_is_not_lost_by_a_lookup_that_fails()
    {
        await LoadAsync("S");
        await PutAsync("S", "Asia/Tokyo");
        _zones.Forget("S");
        _catalogue.AfterLookup = () => throw new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(() => LoadAsync("S"));
        _catalogue.AfterLookup = null;
        Assert.True(await LoadAsync("S"));
        Assert.Equal("Asia/Tokyo", ZoneOf("S"));
    }

    [Fact]
    public async Task Arbitrary_store_ids_cause_no_lookup_and_use_no_memory()
    {
        await PutAsync("S", "Asia/Tokyo");
        const int group = 1_000;
        for (int i = 0; i < 25; i++)
        {
            string[] ids = ["S", .. Enumerable.Range(i * group, group).Select(n => $"made up {n}")];
            await LoadAsync(ids);
            Assert.All(ids[1..], id => Assert.Equal("UTC", ZoneOf(id)));
            Assert.Equal("Asia/Tokyo", ZoneOf("S"));
        }

        Assert.Equal(1, _catalogue.Lookups);
        Assert.Equal(1, _zones.Count);
    }

    [Fact]
    public async Task A_zone_that_is_added_to_the_database_is_known_within_a_minute()
    {
        await LoadAsync("S");
        await PutAsync("S", "Asia/Tokyo");
        _time.Advance(StoreZones.RefreshInterval);
        await LoadAsync("S");
        Assert.Equal("Asia/Tokyo", ZoneOf("S"));
    }

    private Task PutAsync(string store, string zone) =>
        _store.Catalogue.PutStoreAsync(store, new StoreDescription(null, zone, null, null), None);

    private async Task<bool> LoadAsync(params string[] stores) => await _zones.LoadAsync(
        [.. stores.Select(store => new SaleTransaction("t", store, null, default, TransactionKind.Sale, []))], None);

    private string? ZoneOf(string store) => _zones.Find(store)?.Id;

    /// <summary>The real catalogue. A test can run code after a lookup, before the caller receives the result.</summary>
    private sealed class ObservedCatalogue(ICatalogueStore inner) : ICatalogueStore
    {
        public int Lookups { get; private set; }

        public Func<Task>? AfterLookup { get; set; }

        public async Task<IReadOnlyDictionary<string, StoreDefaults>> StoreDefaultsAsync(
            IReadOnlyCollection<string>? storeIds, CancellationToken cancel)
        {
            Lookups++;
            IReadOnlyDictionary<string, StoreDefaults> stores = await inner.StoreDefaultsAsync(storeIds, cancel);
            if (AfterLookup is { } then) await then();
            return stores;
        }

        public Task<StoreDescription?> StoreAsync(string id, CancellationToken cancel) => inner.StoreAsync(id, cancel);

        public Task<ProductDescription?> ProductAsync(string id, CancellationToken cancel) => inner.ProductAsync(id, cancel);

        public Task<CustomerDescription?> CustomerAsync(string id, CancellationToken cancel) => inner.CustomerAsync(id, cancel);

        public Task PutStoreAsync(string id, StoreDescription description, CancellationToken cancel) =>
            inner.PutStoreAsync(id, description, cancel);

        public Task PutProductAsync(string id, ProductDescription description, CancellationToken cancel) =>
            inner.PutProductAsync(id, description, cancel);

        public Task PutCustomerAsync(string id, CustomerDescription description, CancellationToken cancel) =>
            inner.PutCustomerAsync(id, description, cancel);
    }
}
