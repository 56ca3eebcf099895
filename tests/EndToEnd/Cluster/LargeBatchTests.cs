using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Cluster;

/// <summary>
/// Orleans endlessly retries a message that it cannot write, each time on a new connection: one batch that resulted in such a message took
/// the API out of service. Here silos and API are processes, with a gateway between them.
/// </summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class LargeBatchTests(SiloCluster cluster, ITestOutputHelper output) : IClassFixture<SiloCluster>
{
    private const int Partitions = 16;

    /// <summary>Five transactions of one partition whose descriptions total 75 MB.</summary>
    [Fact]
    public async Task A_batch_that_exceeds_a_message_is_refused_and_another_sale_is_recorded()
    {
        await cluster.GrowAsync(1);
        string[] ids = [.. IdsOfOnePartition("large").Take(5)];
        int[] lines = [5_000, 5_000, 5_000, 4_999, 5_000];
        string body = $"[{string.Join(',', ids.Zip(lines, (id, count) => Transaction(id, count, characters: 960)))}]";
        Answer answer = await PostPackedAsync("application/json", body);
        output.WriteLine($"{body.Length} characters: {answer.Status} {answer.Text[..Math.Min(300, answer.Text.Length)]}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);

        answer = await PostPackedAsync(
            "application/x-ndjson", string.Join('\n', ids.Zip(lines, (id, count) => Transaction(id, count, characters: 960))));
        Assert.DoesNotContain("recorded\",", answer.Text, StringComparison.Ordinal);
        foreach (string id in ids) (await cluster.Client.GetAsync($"/transactions/{id}")).Expect(HttpStatusCode.NotFound);
        await AssertServedAsync("after-large");
    }

    /// <summary>Each transaction is allowed by itself; together, in one partition, they far exceed the maximum size of a message.</summary>
    [Fact]
    public async Task Many_large_transactions_of_one_partition_are_all_recorded()
    {
        await cluster.GrowAsync(1);
        string[] ids = [.. IdsOfOnePartition("dense").Take(90)];
        IEnumerable<string> sales = ids.Select(id => Transaction(id, lines: 340, characters: 1_000));
        Answer answer = await PostPackedAsync("application/x-ndjson", string.Join('\n', sales));
        JsonElement[] results =
            [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(ids.Length, results[^1].GetProperty("recorded").GetInt32());
        await AssertServedAsync("after-dense");
    }

    private async Task AssertServedAsync(string prefix)
    {
        for (int n = 0; n < 2 * Partitions; n++)
            (await cluster.Client.PostAsync(Sale.Number(prefix, n))).Expect(HttpStatusCode.Created);
        for (int n = 0; n < 5; n++) (await cluster.Client.GetRootAsync("/ready")).Expect(HttpStatusCode.OK);
    }

    private static string Transaction(string id, int lines, int characters)
    {
        string description = new('\u20ac', characters);
        IEnumerable<string> all = Enumerable.Range(0, lines).Select(_ =>
            $$"""{"productId":"p","description":"{{Guid.NewGuid():N}}{{description[..Math.Min(characters, 968)]}}","quantity":1,"unitPrice":1}""");
        return $$"""{"transactionId":"{{id}}","storeId":"s","occurredAt":"2024-03-01T08:26:00Z","lines":[{{string.Join(',', all)}}]}""";
    }

    private static IEnumerable<string> IdsOfOnePartition(string prefix) => Enumerable.Range(0, int.MaxValue)
        .Select(n => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{n}"))
        .Where(id => PartitionOf(id) == 3);

    private static int PartitionOf(string id)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(id)) hash = unchecked((hash ^ b) * 1099511628211);
        return (int)((uint)(hash ^ (hash >> 32)) % Partitions);
    }

    private async Task<Answer> PostPackedAsync(string type, string body)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(
            Encoding.UTF8.GetBytes(body));
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator);
        http.DefaultRequestHeaders.ExpectContinue = true;
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await http.PostAsync(new Uri(cluster.Client.Address, "/api/v1/transactions/batch"), content);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }
}
