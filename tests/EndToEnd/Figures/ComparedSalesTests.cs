using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Figures;

/// <summary>Figures by interval with the empty intervals, and beside those of an earlier interval.</summary>
public sealed class ComparedSalesTests(ITestOutputHelper output) : EndToEndTest(output)
{
    [Fact]
    public async Task Intervals_are_filled_and_compared_in_every_currency()
    {
        RetailClient client = (await StartAsync(("RETAIL_CURRENCY", "EUR"))).Client;
        (await client.PutAsync("/stores/us", """{"currency": "USD"}""")).Expect(HttpStatusCode.OK);
        (await client.PutAsync("/admin/exchange-rates/2023-01-01", """{"base": "EUR", "rates": {"USD": 2}}""")).Expect(HttpStatusCode.OK);
        foreach ((string id, string store, string day, decimal price) in ((string, string, string, decimal)[])
        [
            ("a", "s", "2023-03-10", 1m), ("b", "us", "2023-03-20", 2m), ("c", "s", "2024-01-15", 4m), ("d", "s", "2024-03-05", 8m),
        ])
        {
            (await client.PostAppliedAsync(new Sale(id, store, "c", $"{day}T10:00:00Z", new Line("p", 1, price)))).Expect(
                HttpStatusCode.Created);
        }

        const string year = "interval=month&from=2024-01-01&to=2024-04-01";
        Assert.Equal(["2024-01-01 4 ()", "2024-03-01 8 ()"], await SalesAsync(client, $"/stores/s/sales?{year}"));
        Assert.Equal(
            ["2024-01-01 4 ()", "2024-02-01 0 ()", "2024-03-01 8 ()"], await SalesAsync(client, $"/stores/s/sales?{year}&fill=true"));
        Assert.Equal(
            ["2024-01-01 4 (0)", "2024-02-01 0 (4)", "2024-03-01 8 (0)"],
            await SalesAsync(client, $"/products/p/sales?{year}&fill=true&compare=previous"));
        // The amounts of March 2023 are of two currencies.
        Assert.Equal(["2024-01-01 4 (0)", "2024-03-01 8 (null)"], await SalesAsync(client, $"/sales?{year}&compare=year"));
        Assert.Equal(["2024-01-01 4 (0)", "2024-03-01 8 (1)"], await SalesAsync(client, $"/sales?{year}&compare=year&currency=EUR"));
        Assert.Equal(["2024-01-01 4 (0)", "2024-03-01 8 (2)"], await SalesAsync(client, $"/customers/c/sales?{year}&compare=year&in=EUR"));
        // The tenth of March lies after the part of the month that is asked for.
        Assert.Equal(
            ["2024-03-01 8 (0)"], await SalesAsync(client, "/sales?interval=month&from=2024-03-01&to=2024-03-10&compare=year"));
        Assert.Equal(
            ["2022-01-01 0 ()", "2023-01-01 1 ()", "2024-01-01 12 ()"],
            await SalesAsync(client, "/sales?interval=year&fill=true&currency=EUR&from=2022-05-01"));
        Assert.Equal(367, (await SalesAsync(client, "/sales?fill=true&from=2023-03-05&to=2024-03-06")).Count());

        foreach ((string query, string field) in new[]
        {
            ("fill=yes", "fill"), ("compare=month", "compare"), ("fill=true&to=9999-12-31", "fill"),
        })
        {
            Answer refused = (await client.GetAsync($"/sales?{query}")).Expect(HttpStatusCode.BadRequest);
            Assert.True(refused["errors"].TryGetProperty(field, out _), refused.Text);
        }
    }

    private static async Task<IEnumerable<string>> SalesAsync(RetailClient client, string path)
    {
        Answer answer = (await client.GetAsync(path)).Expect(HttpStatusCode.OK);
        return answer["items"].EnumerateArray().Select(item =>
        {
            string previous = item.TryGetProperty("previous", out JsonElement totals) ? NetOf(totals) : string.Empty;
            return $"{item.GetProperty("start").GetString()} {NetOf(item)} ({previous})";
        });
    }

    private static string NetOf(JsonElement totals) => totals.GetProperty("netRevenue").GetRawText();
}
