using System.Net;

namespace RetailGrains.Tests.EndToEnd.Figures;

/// <summary>
/// A page-by-page walk through a ranking shows everything that existed at its start exactly once, while sales change the order.
/// </summary>
public abstract class RankingWalkSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Products = 300;
    private const int PageSize = 50;

    [Fact]
    public async Task Every_row_is_shown_once_while_sales_change_the_order()
    {
        ApiProcess api = await StartAsync();
        await FillAsync(api.Client);
        await AssertWalkAsync(api.Client, api.Client, "/products?q=k", meanwhile: () => Task.CompletedTask);
    }

    [Fact]
    public async Task Every_row_is_shown_once_across_a_rebuild_and_a_restart()
    {
        ApiProcess api = await StartAsync();
        await FillAsync(api.Client);
        await AssertWalkAsync(api.Client, api.Client, "/products?sort=units", meanwhile: async () =>
        {
            (await api.Client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
            await Eventually.IsTrueAsync(
                "the rebuild ends", async () => !(await api.Client.GetAsync("/admin/projections/rebuild"))["running"].GetBoolean());
        });

        (List<string> shown, string? cursor) = await PagesAsync(api.Client, "/products", 2);
        await api.KillAsync();
        api = await StartAsync();
        await foreach ((string[] ids, string? _) in WalkAsync([api.Client], "/products", cursor)) shown.AddRange(ids);
        AssertAll(shown);
    }

    [Fact]
    public async Task The_same_cursor_gives_the_same_page_and_an_expired_walk_receives_400()
    {
        ApiProcess api = await StartAsync();
        await FillAsync(api.Client);
        Answer first = await PageAsync(api.Client, "/products", null);
        Answer second = await PageAsync(api.Client, "/products", first["next"].GetString());
        string third = second["next"].GetString()!;
        Answer before = await PageAsync(api.Client, "/products", third);
        await SellAsync(api.Client, 0, Products, "again");
        await api.Client.WhenSettledAsync();
        Assert.Equal(IdsOf(before), IdsOf(await PageAsync(api.Client, "/products", third)));
        // A walk's pages show the current figures.
        Answer again = await PageAsync(api.Client, "/products", third);
        Assert.All(again["items"].EnumerateArray(), item => Assert.Equal(2, item.GetProperty("totals").GetProperty("units").GetInt64()));

        await Store.ExecuteAsync("DELETE FROM list_walk_ids");
        await Store.ExecuteAsync("DELETE FROM list_walk");
        Answer expired = (await api.Client.GetAsync($"/products?limit={PageSize}&cursor={third}")).Expect(HttpStatusCode.BadRequest);
        Assert.Contains("expired", expired["errors"].GetProperty("cursor")[0].GetString(), StringComparison.Ordinal);
        // The walk itself can go on from its first page.
        (await api.Client.GetAsync($"/products?limit={PageSize}&cursor={first["next"].GetString()}")).Expect(HttpStatusCode.OK);
    }

    /// <summary>Reads a ranking while sales are recorded, alternating between the clients from page to page.</summary>
    private protected static async Task AssertWalkAsync(RetailClient seller, RetailClient other, string list, Func<Task> meanwhile)
    {
        using var stop = new CancellationTokenSource();
        Task selling = Task.Run(async () =>
        {
            var random = new Random(3);
            for (int n = 0; !stop.IsCancellationRequested; n++)
                await SellAsync(seller, random.Next(Products), 1, $"{list}-{n}", random.Next(1, 200));
        });
        var shown = new List<string>();
        bool first = true;
        await foreach ((string[] ids, string? _) in WalkAsync([seller, other], list, null))
        {
            shown.AddRange(ids);
            // These sales suffice to change the order during the walk, also in the saved ranking.
            await LiftAsync(seller, shown.Count);
            if (first) await meanwhile();
            first = false;
        }

        await stop.CancelAsync();
        await selling;
        AssertAll(shown);
    }

    private protected static async Task FillAsync(RetailClient client)
    {
        (await client.PostBatchAsync(Enumerable.Range(0, Products).Select(n =>
            new Sale($"r{n}", "s", null, "2024-06-01T10:00:00Z", new Line(Id(n), 1, 100 + (n * .1m)))))).Expect(HttpStatusCode.OK);
        await client.WhenSettledAsync();
    }

    private static void AssertAll(List<string> shown)
    {
        Assert.Equal(shown.Count, shown.Distinct().Count());
        Assert.Empty(Enumerable.Range(0, Products).Select(Id).Except(shown));
    }

    /// <summary>Moves entities from all parts of the ranking to its top, and waits until the change is saved.</summary>
    private static Task LiftAsync(RetailClient client, int shown) => Task.WhenAll(new[] { 0, 70, 140, 210 }.Select(async further =>
    {
        var sale = new Sale(
            $"lift-{Guid.NewGuid():N}", "s", null, "2024-06-01T10:00:00Z", new Line(Id((shown + further) % Products), 10, 50));
        (await client.PostAppliedAsync(sale)).Expect(HttpStatusCode.Created);
    }));

    private static async Task SellAsync(RetailClient client, int from, int count, string prefix, decimal price = 1) =>
        (await client.PostBatchAsync(Enumerable.Range(from, count).Select(n =>
            new Sale($"{prefix}-{n}", "s", null, "2024-06-01T10:00:00Z", new Line(Id(n), 1, price))))).Expect(HttpStatusCode.OK);

    private static async IAsyncEnumerable<(string[] Ids, string? Next)> WalkAsync(RetailClient[] clients, string list, string? cursor)
    {
        for (int page = 0; page == 0 || cursor is not null; page++)
        {
            Answer answer = await PageAsync(clients[page % clients.Length], list, cursor);
            cursor = answer["next"].GetString();
            yield return (IdsOf(answer), cursor);
        }
    }

    private static async Task<(List<string> Shown, string? Next)> PagesAsync(RetailClient client, string list, int pages)
    {
        var shown = new List<string>();
        await foreach ((string[] ids, string? next) in WalkAsync([client], list, null))
        {
            shown.AddRange(ids);
            if (--pages == 0) return (shown, next);
        }

        return (shown, null);
    }

    private static async Task<Answer> PageAsync(RetailClient client, string list, string? cursor)
    {
        string query = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
        return (
            await client.GetAsync($"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={PageSize}{query}"))
                .Expect(HttpStatusCode.OK);
    }

    private static string[] IdsOf(Answer page) =>
        [.. page["items"].EnumerateArray().Select(item => item.GetProperty("productId").GetString()!)];

    private static string Id(int n) => $"k{n:D3}";
}

public sealed class SqliteRankingWalkTests(ITestOutputHelper output) : RankingWalkSuite(output);

[Collection(SecondPostgresCollection.Name)]
public sealed class PostgresRankingWalkTests(PostgresFixture server, ITestOutputHelper output) : RankingWalkSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();

    [Fact]
    public async Task Two_API_processes_continue_each_others_walks()
    {
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(Store);
        RetailClient one =
            (await StartAsync(("RETAIL_CLUSTER", "postgres"))).Client, other = (await StartAsync(("RETAIL_CLUSTER", "postgres"))).Client;
        await FillAsync(one);
        await AssertWalkAsync(one, other, "/products", meanwhile: () => Task.CompletedTask);
    }
}
