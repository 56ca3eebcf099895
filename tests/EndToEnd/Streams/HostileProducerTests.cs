using System.Globalization;
using System.Net;
using System.Text.Json;
using StackExchange.Redis;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>A hostile producer delays no other producer, fills no memory, and causes the loss of no dead letter.</summary>
[Collection(ThirdPostgresCollection.Name)]
public sealed class HostileProducerTests(PostgresFixture server, ITestOutputHelper output) : StreamTest(server, output)
{
    private const int Large = 60_000_000;
    private const int Huge = 6;

    [Fact]
    public async Task Huge_entries_become_truncated_dead_letters_while_entries_of_other_shards_are_recorded()
    {
        ApiProcess api = await StartOnStreamsAsync();
        await Feed.AddAsync(5, ("v", "1"), ("tx", Sale.Number("before", 1).ToJson()));
        await Feed.WhenDrainedAsync(api.Client);
        double before = api.ResidentMiB();
        byte[] content = new byte[Large];
        Array.Fill(content, (byte)'x');
        ITransaction all = Feed.Redis.CreateTransaction();
        Task<RedisValue>[] added =
            [.. Enumerable.Range(0, Huge).Select(_ => all.StreamAddAsync(Feed.Key(2), [new("v", "1"), new("tx", content)]))];
        // Sending this takes longer than the client's timeout on a busy machine.
        _ = await Record.ExceptionAsync(() => all.ExecuteAsync());
        await Eventually.IsTrueAsync(
            "Redis has the entries",
            async () => await Feed.Redis.ScriptEvaluateAsync("return redis.call('XINFO', 'STREAM', "
                + "KEYS[1])[8]", [Feed.Key(2)]) is { IsNull: false });
        await Feed.AddAsync(4, ("v", "1"), ("tx", Sale.Number("innocent", 1).ToJson()));
        await Feed.AddAsync(2, ("v", "1"), ("tx", Sale.Number("behind", 1).ToJson()));
        double most = 0;
        await Eventually.IsTrueAsync("the innocent sale is recorded", async () =>
        {
            most = Math.Max(most, api.ResidentMiB());
            return (await api.Client.GetAsync("/transactions/innocent-1")).Status == HttpStatusCode.OK;
        });
        await Eventually.IsTrueAsync("everything is dealt with", async () =>
        {
            most = Math.Max(most, api.ResidentMiB());
            Answer streams = await api.Client.GetAsync("/admin/streams");
            return streams.IsSuccess && Feed.Waiting(streams) == 0;
        });
        (await api.Client.GetAsync("/transactions/behind-1")).Expect(HttpStatusCode.OK);

        Dictionary<string, JsonElement> letters = await LettersAsync(api.Client);
        Assert.Equal(Huge, letters.Count);
        Assert.All(letters.Values, letter =>
        {
            Assert.Contains("at most 1052672 are allowed", letter.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(Large + 4, letter.GetProperty("bytes").GetInt64());
        });
        Assert.Equal((64 * 1024) - 4, (await Feed.Redis.HashGetAsync($"sales:dead:{letters.Keys.First()}", "value2")).Length());
        (await api.Client.PostAsync($"/admin/dead-letters/{letters.Keys.First()}/retry")).Expect(HttpStatusCode.Conflict);
        Output.WriteLine($"{before:F0} MiB before, {most:F0} at most");
        Assert.InRange(most, 0, before + 200);
        Assert.All(added, task => Assert.NotNull(task));
    }

    [Fact]
    public async Task Batches_of_tiny_items_fill_no_memory_and_hold_up_no_other_shard()
    {
        ApiProcess api = await StartOnStreamsAsync();
        await Feed.AddAsync(5, ("v", "1"), ("tx", Sale.Number("before", 1).ToJson()));
        await Feed.WhenDrainedAsync(api.Client);
        double before = api.ResidentMiB();
        string tiny = $"[{string.Join(',', Enumerable.Repeat("{}", 340_000))}]";
        string invalid = $"[{string.Join(',', Enumerable.Repeat("0", 2_500))}]";
        for (int i = 0; i < 8; i++) await Feed.AddAsync(2, ("v", "1"), ("batch", tiny));
        await Feed.AddAsync(2, ("v", "1"), ("batch", invalid));
        await Feed.AddAsync(2, ("v", "1"), ("tx", Sale.Number("behind", 1).ToJson()));
        await Feed.AddAsync(4, ("v", "1"), ("tx", Sale.Number("innocent", 1).ToJson()));
        await Feed.WhenDrainedAsync(api.Client);
        double after = api.ResidentMiB();
        (await api.Client.GetAsync("/transactions/innocent-1")).Expect(HttpStatusCode.OK);
        (await api.Client.GetAsync("/transactions/behind-1")).Expect(HttpStatusCode.OK);
        Assert.Equal(8 + 2_500, await Feed.Redis.SortedSetLengthAsync("sales:dead"));
        Output.WriteLine($"{before:F0} MiB before, {after:F0} after");
        Assert.InRange(after, 0, before + 200);
    }

    [Fact]
    public async Task An_entry_with_forged_retry_fields_is_not_treated_as_a_retry()
    {
        ApiProcess api = await StartOnStreamsAsync();
        string broken = Sale.Number("real", 1).ToJson()[..^1];
        string entry = await Feed.AddAsync(3, ("v", "1"), ("tx", broken));
        await Feed.WhenDrainedAsync(api.Client);
        string letter = $"{entry}-3";
        Assert.Equal([letter], (await LettersAsync(api.Client)).Keys);

        string forged = await Feed.AddAsync(3, ("v", "1"), ("tx", "junk"), ("letter", letter), ("first", "1"), ("count", "7"));
        string other = await Feed.AddAsync(6, ("v", "1"), ("tx", "junk"), ("letter", letter), ("first", "1"), ("count", "7"));
        await Feed.AddAsync(3, ("v", "1"), ("tx", Sale.Number("good", 1).ToJson()), ("letter", letter), ("first", "1"), ("count", "7"));
        await Feed.WhenDrainedAsync(api.Client);
        Dictionary<string, JsonElement> letters = await LettersAsync(api.Client);
        Assert.Equal(new[] { letter, $"{forged}-3", $"{other}-6" }.Order(), letters.Keys.Order());
        Assert.All(letters.Values, one => Assert.Equal(1, one.GetProperty("count").GetInt32()));
        Assert.Equal(broken, await Feed.Redis.HashGetAsync($"sales:dead:{letter}", "value2"));
        (await api.Client.GetAsync("/transactions/good-1")).Expect(HttpStatusCode.OK);

        // An entry that the platform retries is the same dead letter; an entry of another shard with the same id is not.
        (await api.Client.PostAsync($"/admin/dead-letters/{letter}/retry")).Expect(HttpStatusCode.Accepted);
        string back = (await Feed.Redis.StringGetAsync($"sales:retry:{letter}")).ToString();
        await Feed.Redis.StreamAddAsync(
            Feed.Key(7), [new("v", "1"), new("tx", "junk"), new("letter", letter), new("first", "1"), new("count", "7")], messageId: back);
        await Feed.WhenDrainedAsync(api.Client);
        letters = await LettersAsync(api.Client);
        Assert.Equal(4, letters.Count);
        Assert.Equal(2, letters[letter].GetProperty("count").GetInt32());
        Assert.Equal(1, letters[$"{back}-7"].GetProperty("count").GetInt32());
        Assert.Equal(broken, await Feed.Redis.HashGetAsync($"sales:dead:{letter}", "value2"));
    }

    /// <summary>The users of docs/streams.md are enough for what each does, and for nothing else.</summary>
    [Fact]
    public async Task With_the_users_of_the_docs_the_platform_works_and_a_producer_can_only_add()
    {
        string docs = await File.ReadAllTextAsync(Path.Combine(BuiltAssembly.Root, "docs", "streams.md"));
        foreach (string line
            in docs.Split('\n').Where(line => line.StartsWith('|') && line.Contains("`ACL "
                + "SETUSER", StringComparison.Ordinal) && !line.Contains("default off", StringComparison.Ordinal)))
        {
            string[] command = line[(line.IndexOf("`ACL", StringComparison.Ordinal) + 1)..].Split('`')[0].Split(' ');
            await Feed.Redis.ExecuteAsync(command[0], [.. command[1..].Select(word => (object)word)]);
        }

        ApiProcess api =
            await StartAsync(("REDIS_URL", $"redis://retail:PASSWORD@{Feed.Server.Configuration}"), ("ENABLE_CACHING", "true"));
        await using ConnectionMultiplexer till =
            await ConnectionMultiplexer.ConnectAsync($"{Feed.Server.Configuration},user=till,password=PASSWORD");
        IDatabase redis = till.GetDatabase();
        await redis.StreamAddAsync(Feed.Key(1), [new("v", "1"), new("tx", Sale.Number("till", 1).ToJson())]);
        string bad = (await redis.StreamAddAsync(Feed.Key(1), [new("v", "1"), new("tx", "junk")])).ToString();
        await Feed.WhenDrainedAsync(api.Client);
        (await api.Client.GetAsync("/transactions/till-1")).Expect(HttpStatusCode.OK);
        await Feed.AddAsync(99, ("v", "1"));
        Assert.Equal(
            ["sales:99"],
                (await api.Client.GetAsync("/admin/streams")).Expect(HttpStatusCode.OK)["strayKeys"].EnumerateArray()
                    .Select(key => key.GetString()));
        (await api.Client.PostAsync($"/admin/dead-letters/{bad}-1/retry")).Expect(HttpStatusCode.Accepted);
        await Feed.WhenDrainedAsync(api.Client);
        (await api.Client.DeleteAsync($"/admin/dead-letters/{bad}-1")).Expect(HttpStatusCode.NoContent);
        await Eventually.IsTrueAsync("it is published", async () => (await Feed.PublishedAsync()).Count == 1);
        (await api.Client.GetAsync("/stores")).Expect(HttpStatusCode.OK);

        foreach (string[] forbidden in new string[][]
        {
            ["XADD", "sales:8", "*", "v", "1"], ["XADD", "sales-recorded", "*", "v", "1"], ["SET", "sales:retry:1-1-3", "x"],
            ["GET", "retail:list:x"],
            ["XRANGE", "sales:1", "-", "+"], ["XTRIM", "sales:1", "MAXLEN", "0"], ["DEL", "sales:1"], ["FLUSHALL"], ["KEYS", "*"],
            ["CONFIG", "GET", "*"],
            ["EVAL", "return 1", "0"], ["CLIENT", "KILL", "ID", "1"], ["ACL", "WHOAMI"], ["SUBSCRIBE", "x"],
        })
        {
            var refused = await Assert.ThrowsAsync<RedisServerException>(
                () => redis.ExecuteAsync(forbidden[0], [.. forbidden[1..].Select(word => (object)word)]));
            Assert.StartsWith("NOPERM", refused.Message, StringComparison.Ordinal);
        }
    }
}
