using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Transactions;

/// <summary>A transaction is voided by a return that takes back every line, once (point 2), however often and by how many it is asked for.</summary>
public sealed class VoidTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Callers = 16;

    [Fact]
    public async Task A_void_takes_every_line_back_once_whoever_asks_at_the_same_time()
    {
        ApiProcess api = await StartAsync();
        var sale = new Sale("sold", "store", "customer", "2024-04-01T10:00:00Z", new("a", 2, 1.255m), new("a", 2, 1.255m), new("b", -1, 3m));
        Answer sold = (await api.Client.PostAsync(sale)).Expect(HttpStatusCode.Created);
        Answer[] voided = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => api.Client.PostAsync("/transactions/sold/void?wait=applied")));
        Assert.Single(voided, answer => answer.Status == HttpStatusCode.Created && !answer.Duplicate);
        Assert.Equal(Callers - 1, voided.Count(answer => answer.Status == HttpStatusCode.OK && answer.Duplicate));
        string position = Assert.Single(voided.Select(answer => answer.Position).Distinct());
        Assert.NotEqual(sold.Position, position);
        Assert.All(voided, answer => Assert.Equal(-sale.Total, answer["total"].GetDecimal()));

        Answer taken = (await api.Client.GetAsync($"/transactions/{Uri.EscapeDataString(voided[0]["transactionId"].GetString()!)}")).Expect(HttpStatusCode.OK);
        Assert.Equal("return", taken["kind"].GetString());
        Assert.Equal([("a", -2), ("a", -2), ("b", 1)], taken["lines"].EnumerateArray()
            .Select(line => (line.GetProperty("productId").GetString()!, line.GetProperty("quantity").GetInt32())));
        foreach (string path in (string[])["/summary", "/stores/store", "/customers/customer", "/products/a", "/products/b"])
        {
            var totals = Totals.Of((await api.Client.GetAsync(path))["totals"]);
            Assert.Equal((0m, 0L, 2L, 1L), (totals.NetRevenue, totals.Units, totals.Transactions, totals.Returns));
        }

        await api.Client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task Nobody_can_take_the_id_of_a_void_before_it_is_needed()
    {
        ApiProcess api = await StartAsync();
        var sale = new Sale("v-1", "store", null, "2024-04-01T10:00:00Z", new Line("a", 2, 1.255m));
        Answer taken = (await api.Client.PostAsync(sale with { TransactionId = "void:v-1" })).Expect(HttpStatusCode.BadRequest);
        Assert.Contains("void:", taken["errors"].GetProperty("transactionId")[0].GetString(), StringComparison.Ordinal);
        Answer batch = (await api.Client.PostBatchAsync([sale with { TransactionId = "void:v-1" }, sale])).Expect(HttpStatusCode.OK);
        Assert.Equal((1, 1), (batch["invalid"].GetInt32(), batch["recorded"].GetInt32()));
        JsonElement import = await api.Client.ImportAsync(
            "void.csv",
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\nvoid:v-1,a,,1,2024-04-01 10:00,1,,store\n"u8.ToArray());
        Assert.Equal((0, 1), (import.GetProperty("recorded").GetInt32(), import.GetProperty("rejected").GetInt32()));
        (await api.Client.PostAsync("/transactions/v-1/void")).Expect(HttpStatusCode.Created);
        // Of a void's own id, and of one that is sent back as it was read, there is still an answer.
        (await api.Client.GetAsync("/transactions/void:v-1")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_voided()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.PostAsync("/transactions/unknown/void")).Expect(HttpStatusCode.NotFound);
    }
}
