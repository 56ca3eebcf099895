using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Caching;

/// <summary>Lists are cached for a moment, which callers can observe only by the time that a request takes.</summary>
public sealed class CachedListsTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(5);
    private static readonly string[] WritesAsked = ["cmdstat_set:", "cmdstat_setex:", "cmdstat_psetex:"];

    [Fact]
    public async Task Cached_lists_are_never_older_than_a_second_and_include_awaited_positions()
    {
        ApiProcess api = await StartAsync();
        await AssertRightAsync(api.Client, "kept");
        await AssertKeptAsync(api.Client, kept: true);
    }

    [Fact]
    public async Task Lists_are_not_cached_when_caching_is_off()
    {
        ApiProcess api = await StartAsync(("ENABLE_CACHING", "false"));
        await AssertRightAsync(api.Client, "read");
        await AssertKeptAsync(api.Client, kept: false);
    }

    [Fact]
    public async Task Without_Redis_every_request_is_answered_with_the_right_figures()
    {
        await using RedisServer redis = await RedisServer.StartNewAsync();
        ApiProcess api = await StartAsync(("REDIS_URL", $"redis://{redis.Configuration}"));
        await AssertRightAsync(api.Client, "with");
        await AssertKeptAsync(api.Client, kept: true);
        await Eventually.IsTrueAsync("a page is kept in Redis", async () =>
        {
            await AsOfAsync(api.Client);
            return await CommandsOfAsync(redis) is var asked && WritesAsked.Any(one => asked.Contains(one, StringComparison.Ordinal));
        });
        await redis.KillAsync();
        await AssertRightAsync(api.Client, "without");
        await AssertKeptAsync(api.Client, kept: true);
        await redis.StartAsync();
        await AssertRightAsync(api.Client, "again");
    }

    /// <summary>A caller that has waited for its write finds it in the lists, which other callers read at the same time.</summary>
    private static async Task AssertRightAsync(RetailClient client, string prefix)
    {
        using var done = new CancellationTokenSource();
        Task[] others = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                (await client.GetAsync("/products?sort=id")).Expect(HttpStatusCode.OK);
                await Eventually.PauseAsync(BetweenReads);
            }
        }))];
        for (int n = 0; n < 5; n++)
        {
            string product = $"{prefix}-{n}";
            var sale = new Sale($"{prefix}-a-{n}", "s", null, "2024-03-01T08:00:00Z", new Line(product, n + 1, 1));
            (await client.PostAppliedAsync(sale)).Expect(HttpStatusCode.Created);
            Assert.Equal(n + 1, await UnitsAsync(client, product, null));

            string position =
                (await client.PostAsync(sale with { TransactionId = $"{prefix}-b-{n}" })).Expect(HttpStatusCode.Created).Position;
            Assert.Equal(2 * (n + 1), await UnitsAsync(client, product, position));

            (await client.PutAsync($"/products/{product}", $$"""{"name": "Name {{n}}"}""")).Expect(HttpStatusCode.OK);
            Assert.Equal($"Name {n}", (await FindAsync(client, product, null)).GetProperty("name").GetString());
        }

        await done.CancelAsync();
        await Task.WhenAll(others);
    }

    private static async Task<long> UnitsAsync(RetailClient client, string product, string? atLeast) =>
        (await FindAsync(client, product, atLeast)).GetProperty("totals").GetProperty("units").GetInt64();

    private static async Task<JsonElement> FindAsync(RetailClient client, string product, string? atLeast)
    {
        DateTime before = TimeProvider.System.GetUtcNow().UtcDateTime;
        Answer page = (await client.GetAsync($"/products?sort=id&limit=500", atLeast)).Expect(HttpStatusCode.OK);
        Assert.True(
            page["asOf"].GetDateTime() > before - TimeSpan.FromSeconds(1), $"At {before:O} a list as of {page["asOf"]} was served.");
        return page["items"].EnumerateArray().Single(item => item.GetProperty("productId").GetString() == product);
    }

    /// <summary>A cached list has the same content when it is read again immediately.</summary>
    private static async Task AssertKeptAsync(RetailClient client, bool kept)
    {
        await client.WhenSettledAsync();
        int same = 0;
        for (int i = 0; i < 200 && same == 0; i++)
            if (await AsOfAsync(client) == await AsOfAsync(client)) same++;
        Assert.Equal(kept, same > 0);
    }

    /// <summary>The statistics of the commands that Redis has received.</summary>
    private static async Task<string> CommandsOfAsync(RedisServer redis)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, redis.Port);
        await connection.GetStream().WriteAsync("INFO commandstats\r\nQUIT\r\n"u8.ToArray());
        using var answer = new StreamReader(connection.GetStream());
        return await answer.ReadToEndAsync();
    }

    private static async Task<DateTime> AsOfAsync(RetailClient client) =>
        (await client.GetAsync("/stores?q=s")).Expect(HttpStatusCode.OK)["asOf"].GetDateTime();
}
