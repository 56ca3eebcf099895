using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Figures;

/// <summary>The closing of a store's day, on the running server.</summary>
public sealed class ClosingTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Path = "/stores/Corner%20shop/days/2024-03-31";

    private static readonly string[] Names =
    [
        "netRevenue", "grossSales", "reductions", "units", "lines", "transactions", "returns", "discounts", "tax", "netRevenueExTax",
    ];

    /// <summary>A day with the change to summer time, in a zone whose days are not those of UTC.</summary>
    private static readonly string[] Sales =
    [
        // The first second of the day is in winter time, and the last is an hour before that of UTC.
        SaleOf("before", "2024-03-30T23:59:59Z", """{"productId":"milk","quantity":1,"unitPrice":100}"""),
        SaleOf("after", "2024-03-31T23:00:00Z", """{"productId":"milk","quantity":1,"unitPrice":100}"""),
        SaleOf(
            "first",
            "2024-03-31T00:30:00Z",
            """{"productId":"cheese","quantity":0.355,"unitPrice":19.90,"amount":7.06,"tax":0,"taxRate":0},{"productId":"wine","quantity":2,"unitPrice":9.5,"discount":1,"tax":3,"taxRate":20}""",
            "\"register\":\"1\",\"cashier\":\"ann\","
                + "\"payments\":[{\"method\":\"voucher\",\"amount\":5},{\"method\":\"card\",\"amount\":20.06}]"),
        SaleOf(
            "second",
            "2024-03-31T08:05:00+01:00",
            """{"productId":"wine","quantity":1,"unitPrice":9.5,"tax":1.58,"taxRate":20.0}""",
            "\"register\":\"2\",\"cashier\":\"bob\",\"payments\":[{\"method\":\"cash\",\"amount\":10}]"),
        SaleOf("third", "2024-03-31T09:10:00", """{"productId":"bread","quantity":3,"unitPrice":1.25}"""),
        SaleOf(
            "back",
            "2024-03-31T18:00:00",
            """{"productId":"wine","quantity":-1,"unitPrice":9.5,"discount":0.5,"tax":-1.5,"taxRate":20}""",
            "\"kind\":\"return\",\"originalTransactionId\":\"first\",\"register\":\"1\","
                + "\"payments\":[{\"method\":\"card\",\"amount\":-9}]"),
    ];

    [Fact]
    public async Task The_closing_of_a_day_adds_up_to_the_stores_figures_of_that_day()
    {
        ApiProcess api = await StartAsync();
        RetailClient client = api.Client;
        (await client.PutAsync("/stores/Corner%20shop", """{"name":"Corner shop","timeZone":"Europe/London"}""")).Expect(HttpStatusCode.OK);
        Answer sent = (await client.PostAsync("/transactions/batch", $"[{string.Join(',', Sales)}]")).Expect(HttpStatusCode.OK);
        Assert.True(sent["recorded"].GetInt32() == Sales.Length, sent.Text);
        await client.WhenSettledAsync();

        Answer day = (await client.GetAsync(Path)).Expect(HttpStatusCode.OK);
        Output.WriteLine(day.Text);
        Assert.True(day["complete"].GetBoolean());
        JsonElement totals = day["totals"];
        // 7.06 + 18 + 9.5 + 3.75 - 9
        Assert.Equal(
            (29.31m, 38.31m, -9m, 5.355m, 5L, 4L, 1L),
            (Money(totals, "netRevenue"), Money(totals, "grossSales"), Money(totals, "reductions"), Money(totals, "units"),
                Count(totals, "lines"), Count(totals, "transactions"), Count(totals, "returns")));
        // 1 - 0.5, plus the amount by which the cheese was charged less than 0.355 x 19.90
        Assert.Equal((0.5m + 0.0045m, 3.08m, 26.23m), (Money(totals, "discounts"), Money(totals, "tax"), Money(totals, "netRevenueExTax")));

        Answer sales = (await client.GetAsync("/stores/Corner%20shop/sales?from=2024-03-31&to=2024-04-01")).Expect(HttpStatusCode.OK);
        JsonElement ofStore = sales["items"][0];
        foreach (string name in Names)
            Assert.Equal(Money(ofStore, name), Money(totals, name));

        Assert.Equal(
            [("card", 11.06m), ("cash", 10m), ("voucher", 5m), (null, 3.75m)],
            day["byPaymentMethod"].EnumerateArray().Select(one => (one.GetProperty("method").GetString(), Money(one, "amount"))));
        Assert.Equal(0.5m, Money(day["paymentDifferences"][0], "amount"));
        Assert.Equal(
            [(null, 3.75m, 0m), (0m, 7.06m, 0m), (20m, 18.5m, 3.08m)],
            day["byTaxRate"].EnumerateArray().Select(one => (Rate(one), Money(one, "netRevenue"), Money(one, "tax"))));
        Assert.Equal([(null, 3.75m), ("1", 16.06m), ("2", 9.5m)], Parts(day, "byRegister", "register"));
        Assert.Equal([(null, -5.25m), ("ann", 25.06m), ("bob", 9.5m)], Parts(day, "byCashier", "cashier"));
        Assert.Equal(
            [(0, 25.06m), (8, 9.5m), (9, 3.75m), (18, -9m)],
            day["byHour"].EnumerateArray()
                .Select(one => (one.GetProperty("hour").GetInt32(), Money(one.GetProperty("totals"), "netRevenue"))));
        Assert.NotEmpty(day.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task The_current_day_is_not_complete_and_an_invalid_date_is_bad_input()
    {
        ApiProcess api = await StartAsync();
        RetailClient client = api.Client;
        string today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Answer recorded = (
            await client.PostAsync("/transactions",
                SaleOf("now", $"{today}T00:00:00Z", """{"productId":"p","quantity":1,"unitPrice":2}"""))).Expect(
                HttpStatusCode.Created);
        Answer day = (await client.GetAsync($"/stores/Corner%20shop/days/{today}", recorded.Position)).Expect(HttpStatusCode.OK);
        Assert.False(day["complete"].GetBoolean());
        Assert.Equal(2m, Money(day["totals"], "netRevenue"));
        Answer empty = (await client.GetAsync("/stores/Corner%20shop/days/2020-02-29")).Expect(HttpStatusCode.OK);
        Assert.True(empty["complete"].GetBoolean());
        Assert.Equal(0, empty["totals"].GetProperty("transactions").GetInt32());

        foreach (string wrong in (string[])["2023-02-29", "2024-3-1", "today", "1999-12-31", "9999-01-01", "2024-03-31T00:00:00"])
        {
            Answer refused = (await client.GetAsync($"/stores/Corner%20shop/days/{wrong}")).Expect(HttpStatusCode.BadRequest);
            Assert.True(refused["errors"].TryGetProperty("date", out _), refused.Text);
        }

        (await client.GetAsync("/stores/nowhere/days/2024-03-31")).Expect(HttpStatusCode.NotFound);
    }

    private static string SaleOf(string id, string at, string lines, string? more = null) =>
        $$"""{"transactionId":"{{id}}","storeId":"Corner shop","occurredAt":"{{at}}","lines":[{{lines}}]{{(more is null ? "" : $",{more}")}}}""";

    private static decimal Money(JsonElement of, string name) => of.GetProperty(name).GetDecimal();

    private static long Count(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private static decimal? Rate(JsonElement of) =>
        of.GetProperty("taxRate") is { ValueKind: JsonValueKind.Number } rate ? rate.GetDecimal() : null;

    private static IEnumerable<(string? Name, decimal NetRevenue)> Parts(Answer day, string list, string name) =>
        day[list].EnumerateArray().Select(one => (one.GetProperty(name).GetString(), Money(one.GetProperty("totals"), "netRevenue")));
}
