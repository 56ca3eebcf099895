using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Limits;

/// <summary>A ledger with sales of many long lines: no page of it is larger than 8 MiB, and pages together have every sale once.</summary>
public abstract class LargePageSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Sales = 14, Lines = 850, MaxBytes = 8 * 1024 * 1024;

    [Fact]
    public async Task Pages_end_at_their_maximum_size_and_the_next_one_continues_exactly_there()
    {
        ApiProcess api = await StartAsync();
        for (int n = 0; n < Sales; n++) (await api.Client.PostAsync("/transactions?wait=applied", Large(n))).Expect(HttpStatusCode.Created);
        (await api.Client.PostAppliedAsync(Sale.Number("small", 1))).Expect(HttpStatusCode.Created);
        foreach (string query in new[] { "limit=500", "limit=13", "productId=p-1&limit=500", "storeId=large" })
        {
            List<string> ids = [];
            string? next = null;
            do
            {
                Answer page = (
                    await api.Client.GetAsync($"/transactions?{query}{(next is null ? "" : $"&cursor={next}")}")).Expect(HttpStatusCode.OK);
                Assert.InRange(page.Text.Length, 1, MaxBytes + 1024);
                string[] items = [.. page["items"].EnumerateArray().Select(one => one.GetProperty("transactionId").GetString()!)];
                Assert.NotEmpty(items);
                ids.AddRange(items);
                next = page["next"].GetString();
            }
            while (next is not null);
            string[] all = [.. Enumerable.Range(0, Sales).Select(n => $"large-{n:00}").Reverse()];
            Assert.Equal(all, ids.Where(id => id.StartsWith("large", StringComparison.Ordinal)));
        }
    }

    /// <summary>About 0.9 MB, half of it written as escapes.</summary>
    private static string Large(int number) => JsonSerializer.Serialize(new
    {
        transactionId = $"large-{number:00}",
        storeId = "large",
        occurredAt = new DateTime(2020, 1, 1, 0, number, 0, DateTimeKind.Utc),
        lines = Enumerable.Range(0, Lines).Select(line => new
        {
            productId = $"p-{line % 50}",
            description = $"{line} {new string('x', 700)}{string.Concat(Enumerable.Repeat("\U0001F6D2", 20))}",
            quantity = 1,
            unitPrice = 1.25m,
        }),
    });
}

public sealed class SqliteLargePageTests(ITestOutputHelper output) : LargePageSuite(output);

[Collection(PostgresCollection.Name)]
public sealed class PostgresLargePageTests(PostgresFixture postgres, ITestOutputHelper output) : LargePageSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => postgres.CreateStoreAsync();
}
