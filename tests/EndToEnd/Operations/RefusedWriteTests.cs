using System.Net;
using System.Text.Json;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Operations;

/// <summary>
/// A write that the database refuses, because of a trigger or constraint that the test adds, fails alone: no other write waits for it or
/// fails with it.
/// </summary>
[Collection(FifthPostgresCollection.Name)]
public sealed class RefusedWriteTests(PostgresFixture server, ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Sales = 400;

    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();

    [Fact]
    public async Task A_rebuild_succeeds_although_the_old_rows_cannot_be_deleted_and_deletes_them_later()
    {
        ApiProcess api = await StartAsync();
        await SellAsync(api);
        int before = (await RebuildAsync(api))["generation"].GetInt32();
        await Store.ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'kept by the test'; END $$;
            CREATE TRIGGER refuse BEFORE DELETE ON product_projection EXECUTE FUNCTION refuse()
            """);
        Answer status = await RebuildAsync(api);
        Assert.Equal(JsonValueKind.Null, status["error"].ValueKind);
        Assert.True(status["generation"].GetInt32() > before, status.Text);
        Assert.Equal(2, await GenerationsAsync());
        await api.Client.ExpectAgreementAsync();

        await Store.ExecuteAsync("DROP TRIGGER refuse ON product_projection");
        await Eventually.IsTrueAsync("the old rows are deleted", async () => await GenerationsAsync() == 1, api.Log);
    }

    [Fact]
    public async Task An_entity_whose_row_the_database_refuses_delays_no_other()
    {
        await Store.ExecuteAsync("""
            ALTER TABLE product_projection ADD CONSTRAINT refuse CHECK (id <> 'product 7');
            ALTER TABLE store_projection ADD CONSTRAINT refuse CHECK (id <> 'store 3')
            """);
        ApiProcess api = await StartAsync();
        await SellAsync(api);
        Sale[] sales = [.. Enumerable.Range(0, Sales).Select(n => Sale.Number("s", n))];
        int others = sales.SelectMany(sale => sale.Lines).DistinctBy(line => line.ProductId).Count() + sales.DistinctBy(
            sale => sale.StoreId).Count() - 2;
        await Eventually.IsTrueAsync(
            "all other entities are saved",
            async () => (await Store.QueryAsync(
                "SELECT (SELECT count(*) FROM product_projection) + (SELECT count(*) FROM store_projection)",
                row => row.GetInt64(0)))[0] == others,
            api.Log);
        await SellAsync(api, from: Sales);

        await Store.ExecuteAsync("""
            ALTER TABLE product_projection DROP CONSTRAINT refuse;
            ALTER TABLE store_projection DROP CONSTRAINT refuse
            """);
        await api.Client.WhenSettledAsync();
        await ServedFigures.AssertAsync(api.Client, [.. Enumerable.Range(0, 2 * Sales).Select(n => Sale.Number("s", n))]);
        await api.Client.ExpectAgreementAsync();
    }

    private static async Task SellAsync(ApiProcess api, int from = 0) =>
        Assert.Empty(await new SentSales().SendAsync(api.Client, [.. Enumerable.Range(from, Sales).Select(n => Sale.Number("s", n))]));

    private static async Task<Answer> RebuildAsync(ApiProcess api)
    {
        (await api.Client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
        return await WhenRebuiltAsync(api);
    }

    private async Task<long> GenerationsAsync() =>
        (await Store.QueryAsync("SELECT count(DISTINCT generation) FROM product_projection", row => row.GetInt64(0)))[0];
}
