using System.Net;
using System.Text.Json;
using StackExchange.Redis;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>Entries that cannot be recorded, among many that can.</summary>
[Collection(ThirdPostgresCollection.Name)]
public sealed class PoisonedStreamTests(PostgresFixture server, ITestOutputHelper output) : StreamTest(server, output)
{
    private static readonly string[] Kinds =
        ["broken", "types", "version", "field", "large", "conflict", "item", "cut", "bytes", "none"];

    /// <summary>The expected dead letters: letter id to a part of the reason.</summary>
    private readonly Dictionary<string, string> _refused = [];
    private readonly List<Sale> _good = [];

    [Fact]
    public Task Poisoned_entries_are_dead_lettered_with_their_reason_and_delay_no_valid_entry() => RunAsync(good: 5_000, poisoned: 100);

    /// <summary>Redis allows far more fields in an entry than Lua can pass in one call.</summary>
    [Fact]
    public async Task An_entry_with_ten_thousand_fields_is_dead_lettered_and_retried_completely()
    {
        ApiProcess api = await StartOnStreamsAsync();
        (string, RedisValue)[] fields = [("v", "9"), .. Enumerable.Range(0, 10_000).Select(n => ($"field {n}", (RedisValue)$"value {n}"))];
        string entry = await Feed.AddAsync(3, fields);
        await Feed.WhenDrainedAsync(api.Client);
        Assert.Equal([$"{entry}-3"], (await LettersAsync(api.Client)).Keys);
        (await api.Client.PostAsync($"/admin/dead-letters/{entry}-3/retry")).Expect(HttpStatusCode.Accepted);
        await Feed.WhenDrainedAsync(api.Client);
        JsonElement letter = (await LettersAsync(api.Client))[$"{entry}-3"];
        Assert.Equal(2, letter.GetProperty("count").GetInt32());
        Assert.Equal(fields.Sum(field => field.Item1.Length + field.Item2.ToString().Length), letter.GetProperty("bytes").GetInt64());
        (await api.Client.PostAsync("/admin/dead-letters/1-1-3/retry")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_stream_named_like_a_shard_that_is_not_one_is_reported_with_one_warning()
    {
        await Feed.AddAsync(9, ("v", "1"), ("tx", "{}"));
        await Feed.Redis.StreamAddAsync("sales:north", "v", "1");
        await Feed.Redis.StringSetAsync("sales:10", "no stream");
        ApiProcess api = await StartOnStreamsAsync();
        Answer streams = (await api.Client.GetAsync("/admin/streams")).Expect(HttpStatusCode.OK);
        Assert.Equal(["sales:9", "sales:north"], streams["strayKeys"].EnumerateArray().Select(key => key.GetString()));
        await Eventually.IsTrueAsync(
            "the log warns", () => Task.FromResult(api.Log().Contains("sales:9", StringComparison.Ordinal)), api.Log);
        await Feed.WhenDrainedAsync(api.Client);
        Assert.Equal(8, (await api.Client.GetAsync("/admin/streams"))["queues"].GetArrayLength());
    }

    [LongFact]
    public Task A_thousand_poisoned_entries_delay_none_of_a_hundred_thousand_valid_ones() => RunAsync(good: 100_000, poisoned: 1_000);

    private async Task RunAsync(int good, int poisoned)
    {
        ApiProcess api = await StartOnStreamsAsync();
        await FeedAsync(good, poisoned);
        string huge = await Feed.AddAsync(0, ("v", "1"), ("tx", new string('x', 5 * 1024 * 1024)));
        _refused[$"{huge}-0"] = "bytes";
        await Feed.WhenDrainedAsync(api.Client);
        Assert.Equal(_good.Count, await RecordedAsync());

        Dictionary<string, JsonElement> letters = await LettersAsync(api.Client);
        Assert.Equal(_refused.Keys.Order(StringComparer.Ordinal), letters.Keys.Order(StringComparer.Ordinal));
        foreach ((string id, JsonElement letter) in letters)
        {
            Assert.Contains(_refused[id], letter.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(1, letter.GetProperty("count").GetInt32());
        }

        Answer streams = (await api.Client.GetAsync("/admin/streams")).Expect(HttpStatusCode.OK);
        Output.WriteLine($"{_good.Count} recorded, {letters.Count} set aside; {streams.Text}");
        Assert.Equal(_refused.Count, streams["deadLetters"].GetInt64());
        await api.Client.WhenSettledAsync();
        await api.Client.ExpectAgreementAsync();
        await AssertRetriesAsync(api.Client);
    }

    /// <summary>Valid entries, individually and in batches, and between them invalid ones of each kind in turn.</summary>
    private async Task FeedAsync(int good, int poisoned)
    {
        List<Task> adding = [];
        int every = good / poisoned;
        for (int n = 0; n < good; n += every)
        {
            Sale[] sales = [.. Enumerable.Range(n, every).Select(i => Sale.Number("good", i))];
            _good.AddRange(sales);
            if (n / every % 2 == 0) adding.Add(Feed.AddAsync(sales));
            else adding.AddRange(sales.Select(sale => Feed.AddAsync(Feed.ShardOf(sale.TransactionId), ("v", "1"), ("tx", sale.ToJson()))));
            await Task.WhenAll(adding); // a conflict must follow the entry that it conflicts with
            adding.Clear();
            adding.Add(AddPoisonAsync(Kinds[n / every % Kinds.Length], n, sales[0]));
        }

        await Task.WhenAll(adding);
    }

    private async Task AddPoisonAsync(string kind, int n, Sale good)
    {
        string json = Sale.Number("bad", n).ToJson();
        int shard = kind == "conflict" ? Feed.ShardOf(good.TransactionId) : n % Feed.Shards;
        ((string, RedisValue)[] Fields, string Reason, string Letter) poison = kind switch
        {
            "broken" => ([("v", "1"), ("tx", json[..^2])], "not well-formed JSON", ""),
            "types" => ([("v", "1"), ("tx", json.Replace("\"quantity\":", "\"quantity\":\"x\",\"q\":", StringComparison.Ordinal))],
                "quantity must be a number", ""),
            "version" => ([("v", "2"), ("sale", json)], "v must be 1, and is 2", ""),
            "field" => ([("v", "1"), ("tx", json), ("colour", "red")], "colour is not a known field", ""),
            "large" => ([("v", "1"), ("tx", json + new string(' ', 1024 * 1024))], "must be at most 1048576 bytes", ""),
            "conflict" => ([("v", "1"), ("tx", (good with { StoreId = "elsewhere" }).ToJson())], ": storeId differs", ""),
            "item" => ([("v", "1"), ("batch", $"[{good.ToJson()},7]")], "$ must be an object", "-1"),
            "cut" => ([("v", "1"), ("batch", $"[{json},{json}")], "not well-formed JSON", ""),
            "bytes" => ([("v", "1"), ("tx", new byte[] { 0xFF, 1, 0xC3, 0x28 })], "not well-formed JSON", ""),
            _ => ([("v", "1")], "tx or batch is required", ""),
        };
        _refused[$"{await Feed.AddAsync(shard, poison.Fields)}-{shard}{poison.Letter}"] = poison.Reason;
    }

    /// <summary>
    /// A dead letter that is retried unchanged is refused again and stays the same dead letter; after a repair it is recorded; after its
    /// deletion it is gone; and one that does not exist cannot be retried.
    /// </summary>
    private async Task AssertRetriesAsync(RetailClient client)
    {
        string[] broken = [.. _refused.Where(one => one.Value == "not well-formed JSON").Select(one => one.Key).Take(3)];
        JsonElement before = (await LettersAsync(client))[broken[0]];
        (await client.PostAsync($"/admin/dead-letters/{broken[0]}/retry")).Expect(HttpStatusCode.Accepted);
        JsonElement after = default;
        await Eventually.IsTrueAsync(
            "the letter is refused again",
            async () => (await LettersAsync(client)).TryGetValue(broken[0], out after) && after.GetProperty("count").GetInt32() == 2);
        Assert.Equal(before.GetProperty("firstAt").GetDateTime(), after.GetProperty("firstAt").GetDateTime());
        Assert.True(after.GetProperty("lastAt").GetDateTime() >= after.GetProperty("firstAt").GetDateTime());

        long recorded = await RecordedAsync();
        await Feed.Redis.HashSetAsync($"sales:dead:{broken[1]}", [new("name2", "tx"), new("value2", Sale.Number("repaired", 1).ToJson())]);
        (await client.PostAsync($"/admin/dead-letters/{broken[1]}/retry")).Expect(HttpStatusCode.Accepted);
        (await client.PostAsync($"/admin/dead-letters/{broken[1]}/retry")).Expect(HttpStatusCode.NotFound);
        await Feed.WhenDrainedAsync(client);
        Assert.Equal(recorded + 1, await RecordedAsync());

        (await client.DeleteAsync($"/admin/dead-letters/{broken[2]}")).Expect(HttpStatusCode.NoContent);
        (await client.DeleteAsync($"/admin/dead-letters/{broken[2]}")).Expect(HttpStatusCode.NotFound);
        (await client.PostAsync("/admin/dead-letters/nonsense/retry")).Expect(HttpStatusCode.NotFound);

        // A page of three at a time gives the same letters in the same order.
        string[] all = [.. (await LettersAsync(client)).Keys];
        Assert.Equal(_refused.Count - 2, all.Length);
        List<string> paged = [];
        for (string cursor = ""; paged.Count < all.Length;)
        {
            Answer page = (await client.GetAsync($"/admin/dead-letters?limit=3{cursor}")).Expect(HttpStatusCode.OK);
            paged.AddRange(page["items"].EnumerateArray().Select(letter => letter.GetProperty("id").GetString()!));
            if (page["next"].ValueKind == JsonValueKind.Null || paged.Count > 60) break;
            cursor = $"&cursor={page["next"].GetString()}";
        }

        Assert.Equal(all.Take(paged.Count), paged);
        (await client.GetAsync("/admin/dead-letters?cursor=nonsense&limit=0")).Expect(HttpStatusCode.BadRequest);
    }
}
