using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Figures;

/// <summary>Days, and times without an offset, are in the store's time zone, or in UTC if the store has no zone.</summary>
public sealed class TimeZoneTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private static readonly (string? Zone, string OccurredAt, string Instant, string Day)[] Cases =
    [
        (null, "2024-06-01T23:30:00", "2024-06-01T23:30:00Z", "2024-06-01"),
        (null, "2024-06-01T23:30:00-02:00", "2024-06-02T01:30:00Z", "2024-06-02"),
        ("Asia/Tokyo", "2024-06-01T23:30:00", "2024-06-01T14:30:00Z", "2024-06-01"),
        ("Asia/Tokyo", "2024-06-01T23:30:00Z", "2024-06-01T23:30:00Z", "2024-06-02"),
        ("America/New_York", "2024-06-02T01:30:00Z", "2024-06-02T01:30:00Z", "2024-06-01"),
        ("America/New_York", "2024-01-02T00:30:00", "2024-01-02T05:30:00Z", "2024-01-02"),
        ("Europe/Berlin", "2024-06-01T00:15:00+02:00", "2024-05-31T22:15:00Z", "2024-06-01"),
    ];

    [Fact]
    public async Task A_sale_near_midnight_counts_on_the_stores_own_day()
    {
        ApiProcess api = await StartAsync();
        for (int i = 0; i < Cases.Length; i++)
        {
            (string? zone, string occurredAt, string instant, string day) = Cases[i];
            if (zone is not null) (await api.Client.PutAsync($"/stores/s{i}", $$"""{"timeZone":"{{zone}}"}""")).Expect(HttpStatusCode.OK);
            var sale = new Sale($"t{i}", $"s{i}", $"c{i}", occurredAt, new Line($"p{i}", 1, 1m));
            (await api.Client.PostAppliedAsync(sale)).Expect(HttpStatusCode.Created);
            Assert.Equal(
                DateTimeOffset.Parse(instant, null), (await api.Client.GetAsync($"/transactions/t{i}"))["occurredAt"].GetDateTimeOffset());
            foreach (string path in (string[])[$"/stores/s{i}/sales", $"/products/p{i}/sales", $"/customers/c{i}/sales"])
            {
                Answer days = (await api.Client.GetAsync(path)).Expect(HttpStatusCode.OK);
                Assert.Equal(day, Assert.Single(days["items"].EnumerateArray()).GetProperty("start").GetString());
            }
        }

        Answer chain = (await api.Client.GetAsync("/sales")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            Cases.GroupBy(one => one.Day).OrderBy(day => day.Key, StringComparer.Ordinal).Select(day => (day.Key, (long)day.Count())),
            chain["items"].EnumerateArray().Select(item => (item.GetProperty("start").GetString()!, Totals.Of(item).Transactions)));
    }

    [Fact]
    public async Task Times_without_an_offset_in_a_query_are_in_the_zone_of_the_store_that_it_names()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.PutAsync("/stores/ny", """{"timeZone":"America/New_York"}""")).Expect(HttpStatusCode.OK);
        (await api.Client.PostAsync(new Sale("eve", "ny", null, "2026-06-30T23:30:00", new Line("p", 1, 1m)))).Expect(
            HttpStatusCode.Created);
        foreach ((string query, bool found) in new[]
        {
            ("storeId=ny&from=2026-07-01T00:00:00", false), ("storeId=ny&from=2026-07-01", false), ("storeId=ny&to=2026-07-01", true),
            ("storeId=ny&from=2026-06-30T23:30&to=2026-06-30T23:31", true), ("storeId=ny&from=2026-07-01T00:00:00Z", true),
            ("storeId=ny&from=2026-07-01T00:00:00-04:00", false), ("from=2026-07-01T00:00:00", true), ("to=2026-07-01", false),
            ("storeId=other&from=2026-07-01", false),
        })
        {
            Assert.Equal(found, (await api.Client.ListAsync($"/transactions?{query}")).Count == 1);
        }
    }

    [Fact]
    public async Task A_correction_moves_a_sale_to_its_day_in_the_current_time_zone_of_its_store()
    {
        ApiProcess api = await StartAsync();
        var sale = new Sale("late", "ny", null, "2026-07-01T03:30:00Z", new Line("p", 1, 1m));
        (await api.Client.PostAppliedAsync(sale)).Expect(HttpStatusCode.Created);
        (await api.Client.PutAsync("/stores/ny", """{"timeZone":"America/New_York"}""")).Expect(HttpStatusCode.OK);
        (await api.Client.PostAsync(sale)).Expect(HttpStatusCode.OK);
        (await api.Client.PutAsync("/transactions/late?wait=applied", sale.ToJson())).Expect(HttpStatusCode.Created);
        (await api.Client.PutAsync("/transactions/late", sale.ToJson())).Expect(HttpStatusCode.OK);
        JsonElement day = Assert.Single(
            (await api.Client.GetAsync("/stores/ny/sales?from=2026-06-01&to=2026-08-01"))["items"].EnumerateArray());
        Assert.Equal(("2026-06-30", 1), (day.GetProperty("start").GetString(), day.GetProperty("transactions").GetInt32()));
        await api.Client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task A_changed_zone_applies_to_later_sales_and_an_unknown_one_is_refused()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.PutAsync("/stores/s", """{"timeZone":"Mars/Olympus"}""")).Expect(HttpStatusCode.BadRequest);
        (await api.Client.PostAsync(new Sale("before", "s", null, "2024-06-01T23:30:00Z", new Line("p", 1, 1m)))).Expect(
            HttpStatusCode.Created);
        (await api.Client.PutAsync("/stores/s", """{"timeZone":"Asia/Tokyo"}""")).Expect(HttpStatusCode.OK);
        (await api.Client.PostAppliedAsync(new Sale("after", "s", null, "2024-06-01T23:30:00Z", new Line("p", 1, 1m)))).Expect(
            HttpStatusCode.Created);
        Answer days = (await api.Client.GetAsync("/stores/s/sales")).Expect(HttpStatusCode.OK);
        Assert.Equal(["2024-06-01", "2024-06-02"], days["items"].EnumerateArray().Select(item => item.GetProperty("start").GetString()));
        await api.Client.WhenSettledAsync();
        await api.Client.ExpectAgreementAsync();
    }
}
