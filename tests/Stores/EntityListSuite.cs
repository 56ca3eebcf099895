using RetailGrains.Customers;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using RetailGrains.Products;
using RetailGrains.Stores;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

public abstract class EntityListSuite : StoreSuite
{
    private IProjectionStore Projections => Store.Projections;

    public static TheoryData<EntitySort, bool> EverySortBothWays()
    {
        var data = new TheoryData<EntitySort, bool>();
        foreach (EntitySort sort in Enum.GetValues<EntitySort>())
        {
            data.Add(sort, false);
            data.Add(sort, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EverySortBothWays))]
    public async Task The_pages_of_a_list_show_every_row_once_and_in_order(EntitySort sort, bool descending)
    {
        EntitySnapshot[] saved =
        [
            Product("m", 5), Product("A", 5), Product("a", 5), Product("b", -3), Product("Z", 12), Product("0123", 12), Product("é", 5),
        ];
        await SaveAsync(saved);
        await Store.Catalogue.PutProductAsync("listed-only", new ProductDescription("Never sold", null, null), None);
        (string Id, decimal Value)[] all =
            [.. saved.Select(s => (s.Key.Id, Value(sort, s.Totals))), ("listed-only", Value(sort, default))];
        IEnumerable<string> expected = (sort, descending) switch
        {
            (EntitySort.Id, false) => all.Select(e => e.Id).Order(StringComparer.Ordinal),
            (EntitySort.Id, true) => all.Select(e => e.Id).OrderDescending(StringComparer.Ordinal),
            (_, false) => all.OrderBy(e => e.Value).ThenBy(e => e.Id, StringComparer.Ordinal).Select(e => e.Id),
            (_, true) => all.OrderByDescending(e => e.Value).ThenBy(e => e.Id, StringComparer.Ordinal).Select(e => e.Id),
        };
        foreach (int limit in (int[])[1, 2, 3, 100])
            Assert.Equal(expected, await PagedAsync(new EntityQuery(EntityKind.Product, sort, descending, null, null, limit)));
    }

    [Theory]
    [MemberData(nameof(EverySortBothWays))]
    public async Task The_ids_of_a_list_are_in_its_order(EntitySort sort, bool descending)
    {
        await SaveAsync(Product("m", 5), Product("A", 5), Product("a", 5), Product("b", -3), Product("Z", 12), Product("é", 5));
        await Store.Catalogue.PutProductAsync("listed-only", new ProductDescription("Abacus", null, null), None);
        var query = new EntityQuery(EntityKind.Product, sort, descending, null, null, 1);
        List<string> all = await PagedAsync(query);
        Assert.Equal(all, await Projections.ListIdsAsync(query, 100, None));
        Assert.Equal(all.Take(3), await Projections.ListIdsAsync(query, 3, None));
        Assert.Equal(
            all.Where(id => id is "a" or "A" or "listed-only"), await Projections.ListIdsAsync(query with { Prefix = "A" }, 100, None));
    }

    [Fact]
    public async Task Rows_are_returned_in_the_order_of_the_requested_ids()
    {
        await SaveAsync(Product("a", 1), Product("b", 2), Product("é", 3));
        await Store.Catalogue.PutProductAsync("b", new ProductDescription("Bee", "Insects", 2.5m), None);
        await Store.Catalogue.PutProductAsync("listed", new ProductDescription("Never sold", null, null), None);
        EntityPage page = await Projections.ListAsync(EntityKind.Product, ["é", "listed", "b", "nobody", "a"], currency: null, None);
        Assert.Equal(["é", "listed", "b", "nobody", "a"], page.Items.Select(row => row.Id));
        Assert.Equal([9, 0, 6, 0, 3], page.Items.Select(row => row.Totals.Transactions));
        Assert.Equal([null, "Never sold", "Bee", null, null], page.Items.Select(row => row.Name));
        Assert.Equal((2.5m, "Insects"), (page.Items[2].Price, page.Items[2].Category));
        Assert.Equal(DateTimeKind.Utc, page.AsOf.Kind);
        Assert.Null((await Projections.ListAsync(EntityKind.Store, ["a"], currency: null, None)).Items.Single().Totals.FirstAt);
    }

    [Fact]
    public async Task A_prefix_finds_ids_in_their_composed_form()
    {
        await SaveAsync(Product("caf\u00e9", 1), Product("cafe", 1));
        var query = new EntityQuery(EntityKind.Product, EntitySort.Id, false, "cafe\u0301", null, 10);
        Assert.Equal(["caf\u00e9"], (await Projections.ListAsync(query, None)).Items.Select(row => row.Id));
    }

    [Fact]
    public async Task Figures_that_differ_in_the_last_decimal_are_not_ties()
    {
        await SaveAsync(
            Product("b", 1) with { Totals = new Totals(1_000_000_000_000_000.0001m, 0, 1, 1, 1, 0, Noon, Noon) },
            Product("a", 1) with { Totals = new Totals(1_000_000_000_000_000.0002m, 0, 1, 1, 1, 0, Noon, Noon) },
            Product("c", 1) with { Totals = new Totals(1_000_000_000_000_000.0000m, 0, 1, 1, 1, 0, Noon, Noon) });
        foreach (int limit in (int[])[1, 2])
        {
            var query = new EntityQuery(EntityKind.Product, EntitySort.NetRevenue, true, null, null, limit);
            Assert.Equal(["a", "b", "c"], await PagedAsync(query));
        }
    }

    [Fact]
    public async Task A_row_has_the_figures_and_the_catalogue_entry()
    {
        await SaveAsync(
            Snapshot("sold", 0, 3, name: new LineName("Line name", Noon, "t"), kind: EntityKind.Store),
            Snapshot("both", 0, 4, name: new LineName("Line name", Noon, "t"), kind: EntityKind.Store),
            Snapshot("nameless", 0, 5, name: new LineName("Line name", Noon, "t"), kind: EntityKind.Store));
        await Store.Catalogue.PutStoreAsync("both", new StoreDescription("Given", "Europe/Rome", "Italy", "EUR"), None);
        await Store.Catalogue.PutStoreAsync("nameless", new StoreDescription(null, null, null, "GBP"), None);
        await Store.Catalogue.PutStoreAsync("planned", new StoreDescription("Planned", null, "Spain", null), None);
        Assert.Equal(
            [
                new EntityRow("both", "Given", Some(4), "Europe/Rome", "Italy", "EUR", null, null),
                new EntityRow("nameless", "Line name", Some(5), null, null, "GBP", null, null),
                new EntityRow("planned", "Planned", default, null, "Spain", null, null, null),
                new EntityRow("sold", "Line name", Some(3), null, null, null, null, null),
            ],
            (await ListAsync(EntityKind.Store)).Items);

        await Store.Catalogue.PutProductAsync("p", new ProductDescription("Heart", "Decoration", 2.5555m), None);
        Assert.Equal(
            [new EntityRow("p", "Heart", default, null, null, null, "Decoration", 2.5555m)], (await ListAsync(EntityKind.Product)).Items);
        await Store.Catalogue.PutCustomerAsync("c", new CustomerDescription("Ann", "Eire"), None);
        Assert.Equal([new EntityRow("c", "Ann", default, null, "Eire", null, null, null)], (await ListAsync(EntityKind.Customer)).Items);
    }

    [Theory]
    [InlineData("white", "1", "w2", "w3")]
    [InlineData("WHITE H", "1")]
    [InlineData("w", "1", "W4", "w2", "w3")]
    [InlineData("100%", "p1")]
    [InlineData("100", "p1", "p2")]
    [InlineData("a_", "u1")]
    [InlineData("a\\", "u3")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("heart")]
    [InlineData("hidden")]
    [InlineData("'")]
    [InlineData("", "1", "W4", "h", "p1", "p2", "u1", "u2", "u3", "w2", "w3")]
    public async Task A_prefix_finds_names_and_ids_in_any_case(string prefix, params string[] found)
    {
        await SaveAsync(
            Named("1", "WHITE HEART"), Named("w2", "White"), Named("w3", null), Named("W4", "x"), Named("p1", "100% wool"),
            Named("p2", "1000 nails"), Named("u1", "a_b"), Named("u2", "ab"), Named("u3", "A\\b"), Named("h", "Hidden"));
        await Store.Catalogue.PutProductAsync("w3", new ProductDescription("white noise", null, null), None);
        await Store.Catalogue.PutProductAsync("h", new ProductDescription("Shown", null, null), None);
        var query = new EntityQuery(EntityKind.Product, EntitySort.Id, false, prefix, null, 1);
        Assert.Equal(found, await PagedAsync(query));
        Assert.Equal(found.Reverse(), await PagedAsync(query with { Limit = 3, Descending = true }));

        static EntitySnapshot Named(string id, string? name) => Snapshot(id, name: name is null ? null : new LineName(name, Noon, "t"));
    }

    [Fact]
    public async Task An_empty_list_has_its_time_too()
    {
        EntityPage page = await ListAsync(EntityKind.Customer);
        Assert.Empty(page.Items);
        Assert.False(page.More);
        Assert.Equal(DateTimeKind.Utc, page.AsOf.Kind);
        Assert.True((await ListAsync(EntityKind.Customer)).AsOf >= page.AsOf);
    }

    [Fact]
    public async Task A_list_in_one_currency_has_its_entities_with_their_figures_in_it()
    {
        Totals euro = Sum(10.5m, "EUR"), dollar = Sum(7m, "USD"), unknown = Sum(2m, null);
        int generation = await Projections.GenerationAsync(None);
        await Projections.SaveAsync(
            generation,
            [
                Snapshot("euro") with { Totals = euro }, Snapshot("both") with { Totals = euro + dollar },
                    Snapshot("all") with { Totals = unknown + euro + dollar },
                Snapshot("dollar") with { Totals = dollar }, Snapshot("unknown") with { Totals = unknown },
            ],
            None);
        await Store.Catalogue.PutProductAsync("listed", new("Listed", null, null), None);
        Totals renamed = euro + (unknown with { Currency = "EUR" });
        Assert.Equal([("all", euro), ("both", euro), ("euro", euro)], await InAsync(new CurrencyFilter("EUR", WithUnknown: false)));
        Assert.Equal(
            [("all", renamed), ("both", euro), ("euro", euro), ("unknown", unknown with { Currency = "EUR" })],
            await InAsync(new CurrencyFilter("EUR", WithUnknown: true)));
        Assert.Empty(await InAsync(new CurrencyFilter("JPY", WithUnknown: false)));
        EntityPage wanted = await Projections.ListAsync(EntityKind.Product, ["both", "dollar"], new CurrencyFilter("EUR",
            WithUnknown: false), None);
        Assert.Equal([euro, default], wanted.Items.Select(row => row.Totals));
        foreach (EntitySort sort in Enum.GetValues<EntitySort>())
        {
            var query = new EntityQuery(EntityKind.Product, sort, Descending: true, "a", null, 10, new CurrencyFilter("EUR",
                WithUnknown: false));
            Assert.Equal(["all"], (await Projections.ListAsync(query, None)).Items.Select(row => row.Id));
            Assert.Equal(["all"], await Projections.ListIdsAsync(query, 10, None));
        }

        static Totals Sum(decimal amount, string? currency) => new Totals(amount, -0.5m, 0, 2, 1, 0, Noon, Noon.AddDays(1))
        {
            Currency = currency,
            Discounts = 0.25m,
            Tax = amount / 10,
            IncludedTax = amount / 20,
        }.WithUnits(-0.355m);

        async Task<IEnumerable<(string, Totals)>> InAsync(CurrencyFilter currency) => (await Projections.ListAsync(
            new EntityQuery(EntityKind.Product, EntitySort.Id, Descending: false, null, null, 100, currency), None))
            .Items.Select(row => (row.Id, row.Totals));
    }

    [Fact]
    public async Task The_currencies_of_the_chain_are_those_with_entries_in_effect()
    {
        int generation = await Projections.GenerationAsync(None);
        Assert.Empty(await Projections.CurrenciesAsync(None));
        Totals euro = Some(1) with { Currency = "EUR" }, gone = new Totals(0, 0, 0, 0, 0, 0, Noon, Noon) { Currency = "CHF" };
        await Projections.MoveCheckpointAsync(generation, new SavedShare(0, 1, euro, default, []), 0, [], None);
        await Projections.MoveCheckpointAsync(generation, new SavedShare(1, 1, euro + gone, default, []), 0, [], None);
        Assert.Equal(["EUR"], await Projections.CurrenciesAsync(None));
        await Projections.MoveCheckpointAsync(generation, new SavedShare(2, 1, Some(2) + (Some(3) with { Currency = "USD" }), default,
            []), 0, [], None);
        Assert.Equal([null, "EUR", "USD"], await Projections.CurrenciesAsync(None));
        SavedShare read = await Projections.LoadShareAsync(generation, 2, None);
        Assert.Equal(Some(2) + (Some(3) with { Currency = "USD" }), read.Totals);
    }

    /// <summary>Every figure is a multiple of the given number, so products with equal numbers tie in every sort order.</summary>
    private static EntitySnapshot Product(string id, int n) => Snapshot(id) with
    {
        Totals = new Totals(10.5m * n, -0.25m * n, n, 2 * n, 3 * n, 4 * n, Noon, Noon),
    };

    private static decimal Value(EntitySort sort, Totals totals) => sort switch
    {
        EntitySort.NetRevenue => totals.NetRevenue,
        EntitySort.GrossSales => totals.GrossSales,
        EntitySort.Reductions => totals.Reductions,
        EntitySort.Units => totals.Units,
        EntitySort.Lines => totals.Lines,
        EntitySort.Transactions => totals.Transactions,
        EntitySort.Returns => totals.Returns,
        EntitySort.Discounts => totals.Discounts,
        EntitySort.Tax => totals.Tax,
        EntitySort.NetRevenueExTax => totals.NetRevenueExTax,
        _ => 0,
    };

    [Fact]
    public async Task The_version_of_lists_changes_with_every_checkpoint_and_catalogue_change()
    {
        var seen = new HashSet<ListVersion> { await Projections.ListVersionAsync(None) };
        int generation = await Projections.GenerationAsync(None);
        foreach ((int partition, long checkpoint) in new[] { (1, 1L), (1, 2L), (2, 1L) })
        {
            Assert.Equal(CheckpointMove.Moved, await Projections.MoveCheckpointAsync(
                generation, new SavedShare(partition, checkpoint, default, default, []), checkpoint - 1, [], None));
            Assert.True(seen.Add(await Projections.ListVersionAsync(None)));
        }

        await Store.Catalogue.PutStoreAsync("s", new StoreDescription("S", null, null, null), None);
        Assert.True(seen.Add(await Projections.ListVersionAsync(None)));
        await Store.Catalogue.PutProductAsync("p", new ProductDescription("P", null, null), None);
        Assert.True(seen.Add(await Projections.ListVersionAsync(None)));
        await Store.Catalogue.PutProductAsync("p", new ProductDescription("Q", null, null), None);
        Assert.True(seen.Add(await Projections.ListVersionAsync(None)));
        await Store.Catalogue.PutCustomerAsync("c", new CustomerDescription("C", null), None);
        Assert.True(seen.Add(await Projections.ListVersionAsync(None)));
        Assert.False(seen.Add(await Projections.ListVersionAsync(None)));
    }

    private async Task SaveAsync(params EntitySnapshot[] entities) =>
        Assert.DoesNotContain(false, await Projections.SaveAsync(await Projections.GenerationAsync(None), entities, None));

    private Task<EntityPage> ListAsync(EntityKind kind) =>
        Projections.ListAsync(new EntityQuery(kind, EntitySort.Id, false, null, null, 100), None);

    private async Task<List<string>> PagedAsync(EntityQuery query)
    {
        var ids = new List<string>();
        while (true)
        {
            EntityPage page = await Projections.ListAsync(query, None);
            Assert.True(page.Items.Count <= query.Limit);
            ids.AddRange(page.Items.Select(row => row.Id));
            if (!page.More) return ids;
            EntityRow last = page.Items[^1];
            query = query with { After = new EntityCursor(Value(query.Sort, last.Totals), last.Id) };
        }
    }
}
