using System.Net;

namespace RetailGrains.Tests.EndToEnd.Caching;

/// <summary>Two API processes of one cluster share cached lists in Redis.</summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class SharedListsTests(PostgresFixture postgres, ITestOutputHelper output) : EndToEndTest(output)
{
    private RedisServer _redis = null!;
    private SiloProcess _silo = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _redis = await RedisServer.StartNewAsync();
        _silo = await SiloProcess.StartReadyAsync(Store);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _silo.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Processes_share_cached_pages_but_never_serve_one_older_than_an_awaited_change()
    {
        (string, string)[] settings = [("RETAIL_CLUSTER", "postgres"), ("REDIS_URL", $"redis://{_redis.Configuration}")];
        RetailClient one = (await StartAsync(settings)).Client, other = (await StartAsync(settings)).Client;
        int served = 0;
        for (int n = 0; n < 4; n++)
        {
            (RetailClient writer, RetailClient reader) = n % 2 == 0 ? (one, other) : (other, one);
            // Both processes have the page, so that a stale page could be served by mistake.
            await PageAsync(writer);
            await PageAsync(reader);
            var sale = new Sale($"s-{n}", "s", null, "2024-03-01T08:00:00Z", new Line("p", 1, 1));
            string position = (await writer.PostAsync(sale)).Expect(HttpStatusCode.Created).Position;
            Answer waited = await PageAsync(reader, position);
            Assert.Equal(n + 1, waited["items"][0].GetProperty("totals").GetProperty("units").GetInt64());

            // If both times are equal to the tick, the page was read once and served by both.
            await writer.WhenSettledAsync();
            for (int i = 0; i < 5; i++)
                if ((await PageAsync(writer))["asOf"].GetDateTime() == (await PageAsync(reader))["asOf"].GetDateTime()) served++;
        }

        Output.WriteLine($"{served} of 20 pages were served to both.");
        Assert.True(served > 0, "Neither process ever served what the other had read.");
    }

    private protected override Task<TestStore> CreateStoreAsync() => postgres.CreateStoreAsync();

    private static async Task<Answer> PageAsync(RetailClient client, string? atLeast = null) =>
        (await client.GetAsync("/products?sort=id", atLeast)).Expect(HttpStatusCode.OK);
}
