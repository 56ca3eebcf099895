using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Transactions;

/// <summary>Sales with all fields, by JSON and by file, and the answer to a conflict.</summary>
public abstract class SaleModelSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const string Lines =
        """
        [{"productId": "cheese", "quantity": 0.355, "unitPrice": 19.9, "amount": 7.06, "tax": 0.46, "taxRate": 7},
         {"productId": "wine", "description": "Red, dry", "quantity": 2, "unitPrice": 9.5, "discount": 1, "tax": 2.87, "taxRate": 19},
         {"productId": "note", "quantity": 0, "unitPrice": 0}]
        """;

    private const string Fields =
        """
        "currency": "EUR", "register": "2", "cashier": "ann", "note": "gift", "payments":
        [{"method": "voucher", "amount": 5}, {"method": "card", "amount": 20.06}]
        """;

    private const string Header =
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,"
        + "Currency,Register,Cashier,Note,OriginalInvoiceNo,Payments,Discount,Amount,Tax,TaxRate,Kind\n";

    [Fact]
    public async Task A_conflict_names_the_fields_that_differ()
    {
        RetailClient client = (await StartAsync()).Client;
        Answer sold = (await client.PostAsync("/transactions", SaleOf("t"))).Expect(HttpStatusCode.Created);
        Assert.Equal((25.06m, 0m), (sold["total"].GetDecimal(), sold["paymentDifference"].GetDecimal()));

        string changed = SaleOf("t", """{"register": "3", "cashier": null}""", """{"quantity": 0.356}""");
        string[] paths = ["cashier", "lines[0].quantity", "register"];
        Answer refused = (await client.PostAsync("/transactions", changed)).Expect(HttpStatusCode.Conflict);
        Assert.Equal(sold.Position, refused.Position);
        Assert.Equal(paths, PathsOf(refused["errors"]));
        Assert.Equal("is 2 in the ledger, not 3", refused["errors"].GetProperty("register")[0].GetString());

        Answer batch = (await client.PostAsync("/transactions/batch", $"[{SaleOf("t")}, {SaleOf("u")}, {changed}, {SaleOf("t")}]"))
            .Expect(HttpStatusCode.OK);
        JsonElement[] results = [.. batch["results"].EnumerateArray()];
        Assert.Equal(["duplicate", "recorded", "conflict", "duplicate"], results.Select(one => one.GetProperty("status").GetString()));
        Assert.Equal(paths, PathsOf(results[2].GetProperty("errors")));
        Assert.Equal(JsonValueKind.Null, results[3].GetProperty("errors").ValueKind);

        // An omitted currency is the one that the store had before, and later conflicts are reported against the correction.
        (await client.PutAsync("/stores/shop", """{"currency": "EUR"}""")).Expect(HttpStatusCode.OK);
        (await client.PostAsync("/transactions", SaleOf("t", """{"currency": null}"""))).Expect(HttpStatusCode.OK);
        (await client.PutAsync("/transactions/t", SaleOf("t", """{"note": "corrected"}"""))).Expect(HttpStatusCode.Created);
        refused = (await client.PostAsync("/transactions", SaleOf("t", """{"note": "other", "currency": null}""")))
            .Expect(HttpStatusCode.Conflict);
        Assert.Equal("is corrected in the ledger, not other", refused["errors"].GetProperty("note")[0].GetString());
        Assert.Equal(["note"], PathsOf(refused["errors"]));
    }

    [Fact]
    public async Task A_file_with_all_columns_gives_the_sale_that_a_request_gives_and_names_its_columns_in_conflicts()
    {
        RetailClient client = (await StartAsync()).Client;
        const string rows =
            "f,cheese,,0.355,2026-03-02 10:00:00,19.9,c,shop,EUR,2,ann,gift,,voucher=5;card=20.06,,7.06,0.46,7,\n"
            + "f,wine,\"Red, dry\",2,,9.5,,,,,,,,,1,,2.87,19,\n"
            + "f,note,,0,,0,,,,,,,,,,,,,\n"
            + "C-back,wine,,-1,2026-03-03 10:00:00,9.5,c,shop,EUR,2,,,f,card=-9,0.5,,-1.44,19,return\n"
            + "CASH-1,bag,,1,2026-03-03 11:00:00,0.2,,shop,EUR,,,,,,,,,,\n";
        JsonElement import = await ImportAsync(client, rows);
        Assert.Equal((3, 3), (import.GetProperty("transactions").GetInt32(), import.GetProperty("recorded").GetInt32()));
        (await client.PostAsync("/transactions", SaleOf("f"))).Expect(HttpStatusCode.OK);
        Answer read = await client.GetAsync("/transactions/f");
        Assert.Equal("C-back", Assert.Single(read["returns"].EnumerateArray()).GetProperty("transactionId").GetString());
        Assert.Equal("sale", (await client.GetAsync("/transactions/CASH-1"))["kind"].GetString());
        Assert.Equal("return", (await client.GetAsync("/transactions/C-back"))["kind"].GetString());
        Assert.Equal(3, (await ImportAsync(client, rows)).GetProperty("duplicates").GetInt32());

        JsonElement changed = await ImportAsync(
            client, rows.Replace("card=20.06", "card=19", StringComparison.Ordinal).Replace(",7.06,", ",7.05,", StringComparison.Ordinal));
        Assert.Equal((2, 1), (changed.GetProperty("duplicates").GetInt32(), changed.GetProperty("conflicts").GetInt32()));
        Assert.Equal(
            ["2 Payments 20.06 19", "2 Discount 0.0045 0.0145", "2 Amount 7.06 7.05"],
            (await client.ListAsync($"/imports/{changed.GetProperty("importId").GetString()}/problems")).Select(problem =>
                $"{problem.GetProperty("line")} {problem.GetProperty("field")} {problem.GetProperty("recorded")} "
                + $"{problem.GetProperty("sent")}"));
        await client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task Amounts_of_several_currencies_are_added_nowhere()
    {
        RetailClient client = (await StartAsync()).Client;
        foreach ((string currency, decimal price) in new[] { ("USD", 10m), ("JPY", 1500m), ("GBP", 8m) })
        {
            (await client.PutAsync($"/stores/{currency}", $$"""{"currency": "{{currency}}"}""")).Expect(HttpStatusCode.OK);
            (await client.PostAppliedAsync(new Sale(currency, currency, "c", "2026-03-02T10:00:00Z", new Line("p", 1, price))))
                .Expect(HttpStatusCode.Created);
        }

        foreach (string path in (string[])["/summary", "/products/p", "/customers/c", "/sales", "/products/p/sales"])
        {
            Answer answer = (await client.GetAsync(path)).Expect(HttpStatusCode.OK);
            JsonElement totals = answer.Json.TryGetProperty("totals", out JsonElement all) ? all : answer["items"][0];
            Assert.Equal(JsonValueKind.Null, totals.GetProperty("netRevenue").ValueKind);
            Assert.Equal(3, totals.GetProperty("transactions").GetInt32());
            Assert.Equal(
                [("GBP", 8m), ("JPY", 1500m), ("USD", 10m)],
                totals.GetProperty("byCurrency").EnumerateArray().Select(
                    part => (part.GetProperty("currency").GetString()!, part.GetProperty("netRevenue").GetDecimal())));
        }

        Answer refused = (await client.GetAsync("/stores?sort=-netRevenue")).Expect(HttpStatusCode.BadRequest);
        Assert.Contains("currency", refused["detail"].GetString(), StringComparison.Ordinal);

        // Corrections merge a customer's two ids into one; the figures of the abandoned id become zero.
        (await client.PutAsync(
            "/transactions/GBP?wait=applied", new Sale("GBP", "GBP", "d", "2026-03-02T10:00:00Z", new Line("p", 1, 8m)).ToJson()))
            .Expect(HttpStatusCode.Created);
        Assert.Equal(1, (await client.GetAsync("/customers/d"))["totals"].GetProperty("transactions").GetInt32());
        Assert.Equal(2, (await client.GetAsync("/customers/c"))["totals"].GetProperty("transactions").GetInt32());
        await client.ExpectAgreementAsync();
    }

    private static Task<JsonElement> ImportAsync(RetailClient client, string rows) =>
        client.ImportAsync("sales.csv", Encoding.UTF8.GetBytes(Header + rows));

    /// <summary>A sale with all fields; some of them, or of its first line, replaced.</summary>
    private static string SaleOf(string id, string? fields = null, string? ofFirstLine = null)
    {
        var sale = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
            $$"""
            {"transactionId": "{{id}}", "storeId": "shop", "customerId": "c", "occurredAt": "2026-03-02T10:00:00Z", {{Fields}}, "lines": []}
            """)!;
        var lines = JsonSerializer.Deserialize<Dictionary<string, JsonElement>[]>(Lines)!;
        foreach ((string name, JsonElement value) in MapOf(fields)) sale[name] = value;
        foreach ((string name, JsonElement value) in MapOf(ofFirstLine)) lines[0][name] = value;
        sale["lines"] = JsonSerializer.SerializeToElement(lines);
        return JsonSerializer.Serialize(sale);

        static Dictionary<string, JsonElement> MapOf(string? json) =>
            json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
    }

    private static IEnumerable<string> PathsOf(JsonElement errors) =>
        errors.EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal);
}

public sealed class SaleModelTests(ITestOutputHelper output) : SaleModelSuite(output);

[Collection(FifthPostgresCollection.Name)]
public sealed class PostgresSaleModelTests(PostgresFixture server, ITestOutputHelper output) : SaleModelSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
