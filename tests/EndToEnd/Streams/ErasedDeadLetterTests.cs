using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>Dead letters hold sales as they were sent, with their customers.</summary>
[Collection(ThirdPostgresCollection.Name)]
public sealed class ErasedDeadLetterTests(PostgresFixture server, ITestOutputHelper output) : StreamTest(server, output)
{
    [Fact]
    public async Task An_erased_customer_is_in_no_dead_letter_and_a_repaired_one_is_recorded_under_the_pseudonym()
    {
        ApiProcess api = await StartOnStreamsAsync(("Streams__Client", "gateway 7"));
        (await api.Client.PutAsync("/customers/ada%40example.org", """{"name":"Ada Lovelace"}""")).Expect(HttpStatusCode.OK);
        await Feed.AddAsync(0, ("v", "1"), ("tx", Sale("good", "1")));
        await Feed.AddAsync(0, ("v", "1"), ("tx", Sale("bad", "2000000")));
        await Feed.AddAsync(1, ("v", "1"), ("batch", $"[{Sale("worse", "2000000")}]"));
        await Feed.AddAsync(2, ("v", "1"), ("tx", """{"customerId":"ada@example.org","note":"for Ada Lovelace"""));
        await Feed.WhenDrainedAsync(api.Client);
        Answer good = (await api.Client.GetAsync("/transactions/good")).Expect(HttpStatusCode.OK);
        Assert.Equal(("stream:sales/0", "gateway 7"), (good["source"].GetString(), good["sub"].GetString()));
        Assert.Equal(3, (await LettersAsync(api.Client)).Count);
        Assert.Equal(3, await NamingAsync());

        Answer erased = (await api.Client.DeleteAsync("/customers/ada%40example.org")).Expect(HttpStatusCode.OK);
        Assert.Equal(0, await NamingAsync());
        Dictionary<string, JsonElement> letters = await LettersAsync(api.Client);
        Assert.Equal(3, letters.Count);
        string bad = letters.Single(letter => letter.Value.GetProperty("transactionId").GetString() == "bad").Key;
        string pseudonym = erased["pseudonym"].GetString()!;
        string json = (await Feed.Redis.HashGetAsync($"sales:dead:{bad}", "value2")).ToString();
        Assert.Contains(pseudonym, json, StringComparison.Ordinal);
        await Feed.Redis.HashSetAsync($"sales:dead:{bad}", "value2", json.Replace("2000000", "2", StringComparison.Ordinal));
        (await api.Client.PostAsync($"/admin/dead-letters/{bad}/retry")).Expect(HttpStatusCode.Accepted);
        await Feed.WhenDrainedAsync(api.Client);
        Assert.Equal(
            pseudonym, (await api.Client.GetAsync("/transactions/bad")).Expect(HttpStatusCode.OK)["customerId"].GetString());

        // The stream delivers the erased sale again, which is a duplicate. Another customer is named only by a dead letter.
        await Feed.AddAsync(0, ("v", "1"), ("tx", Sale("good", "1")));
        await Feed.AddAsync(0, ("v", "1"), ("tx", Sale("eve", "2000000").Replace("ada@", "eve@", StringComparison.Ordinal)));
        await Feed.WhenDrainedAsync(api.Client);
        Assert.Equal(3, (await LettersAsync(api.Client)).Count);
        Assert.Equal(
            good.Position, (await api.Client.GetAsync("/transactions/good")).Expect(HttpStatusCode.OK).Position);
        (await api.Client.GetAsync("/customers/ada%40example.org")).Expect(HttpStatusCode.NotFound);
        (await api.Client.DeleteAsync("/customers/eve%40example.org")).Expect(HttpStatusCode.OK);
        (await api.Client.DeleteAsync("/customers/nobody")).Expect(HttpStatusCode.NotFound);
        await api.Client.ExpectAgreementAsync();
    }

    private static string Sale(string id, string quantity) =>
        $$"""
        {"transactionId":"{{id}}","storeId":"s","customerId":"ada@example.org","occurredAt":"2024-03-01T08:00:00Z",
         "note":"for Ada Lovelace","lines":[{"productId":"p","quantity":{{quantity}},"unitPrice":2.5}]}
        """;

    /// <summary>The number of dead letters in Redis with the id or the name.</summary>
    private async Task<int> NamingAsync()
    {
        int naming = 0;
        foreach (StackExchange.Redis.RedisValue id in await Feed.Redis.SortedSetRangeByRankAsync("sales:dead"))
        {
            string fields = string.Join(' ', await Feed.Redis.HashGetAllAsync($"sales:dead:{id}"));
            if (fields.Contains("ada@", StringComparison.Ordinal) || fields.Contains("Lovelace", StringComparison.Ordinal)) naming++;
        }

        return naming;
    }
}
