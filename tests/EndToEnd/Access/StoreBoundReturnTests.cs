using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>Goods that were bought in one store and are returned in another, whose client is bound to it.</summary>
[Collection(AccessCollection.Name)]
public sealed class StoreBoundReturnTests(AccessFixture fixture) : IDisposable
{
    /// <summary>Maximum number of linked returns that are read.</summary>
    private const int MaxReturns = 500;

    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly RetailClient _seller = new(fixture.Address, TokenOf("return seller", "return A"));
    private readonly RetailClient _other = new(fixture.Address, TokenOf("return other", "return B"));

    public void Dispose()
    {
        _seller.Dispose();
        _other.Dispose();
    }

    /// <summary>The client of the other store receives the same answer whatever is returned and whether or not the sale exists.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_return_in_another_store_is_recorded_and_shows_its_client_nothing_of_the_sale(int quantity)
    {
        string sale = await SellAsync("sale", "return A");
        string known = await ReturnAsync(_other, "known", sale, quantity);
        string unknown = await ReturnAsync(_other, "unknown", $"{sale} of nobody", quantity);
        Assert.Equal(Shown(await _other.GetAsync($"/transactions/{unknown}")), Shown(await _other.GetAsync($"/transactions/{known}")));
        Assert.Equal(
            Shown((await CorrectAsync(unknown, $"{sale} of nobody")).Expect(HttpStatusCode.Created)),
            Shown((await CorrectAsync(known, sale)).Expect(HttpStatusCode.Created)));
        Assert.Equal(Shown(await _other.GetAsync($"/transactions/{unknown}")), Shown(await _other.GetAsync($"/transactions/{known}")));
        // A caller for the whole chain sees what the other store's client does not.
        Answer whole = await fixture.Client.GetAsync($"/transactions/{known}");
        Assert.Equal(quantity + 1 > 4, whole["exceedsSale"].GetBoolean());

        async Task<Answer> CorrectAsync(string id, string original) =>
            await _other.PutAsync($"/transactions/{id}", ReturnOf(id, "return B", original, quantity + 1));
    }

    [Fact]
    public async Task The_sale_shows_its_client_what_is_left_and_returns_of_its_own_stores_only()
    {
        string sale = await SellAsync("sale", "return A");
        string own = await ReturnAsync(_seller, "own", sale, 1, "return A");
        string elsewhere = await ReturnAsync(_other, "elsewhere", sale, 1);
        Answer seen = await _seller.GetAsync($"/transactions/{sale}");
        Assert.Equal([own], ReturnsOf(seen));
        Assert.Equal(2m, Assert.Single(seen["leftToReturn"].EnumerateArray()).GetProperty("quantity").GetDecimal());
        Assert.DoesNotContain("return B", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(elsewhere, seen.Text, StringComparison.Ordinal);
        Assert.Equal([elsewhere, own], ReturnsOf(await fixture.Client.GetAsync($"/transactions/{sale}")).Order(StringComparer.Ordinal));
        Assert.False((await _seller.GetAsync($"/transactions/{own}"))["exceedsSale"].GetBoolean());

        // A void does not reverse what a return has already reversed, in whichever store.
        Answer voided = (await _seller.PostAsync($"/transactions/{sale}/void")).Expect(HttpStatusCode.Created);
        Assert.Equal(-5m, voided["total"].GetDecimal());
        (await _other.PostAsync($"/transactions/{elsewhere}/void")).Expect(HttpStatusCode.Created);
        voided = (await _seller.PostAsync($"/transactions/{sale}/void?wait=applied")).Expect(HttpStatusCode.Created);
        Assert.Equal(-2.5m, voided["total"].GetDecimal());
    }

    [Fact]
    public async Task A_sale_can_be_voided_however_many_returns_of_other_stores_are_linked_to_it()
    {
        string sale = await SellAsync("sale", "return A");
        string[] returns = [.. Enumerable.Range(0, MaxReturns + 1).Select(n => ReturnOf($"flood-{_run}-{n}", "return B", sale, 1, "b"))];
        Answer sent = (await _other.PostAsync("/transactions/batch", $"[{string.Join(',', returns)}]")).Expect(HttpStatusCode.OK);
        Assert.Equal(returns.Length, sent["recorded"].GetInt32());
        string own = await ReturnAsync(_seller, "own", sale, 1, "return A");
        Answer seen = await _seller.GetAsync($"/transactions/{sale}");
        Assert.Equal([own], ReturnsOf(seen));
        Answer voided = (await _seller.PostAsync($"/transactions/{sale}/void")).Expect(HttpStatusCode.Created);
        Assert.Equal(-7.5m, voided["total"].GetDecimal());
    }

    private static string TokenOf(string subject, string store)
    {
        Dictionary<string, object> claims = TestTokens.Claims(subject, "producer");
        claims["stores"] = (string[])[store];
        return TestTokens.Sign(claims, TestTokens.Key);
    }

    private async Task<string> SellAsync(string name, string store)
    {
        var sale = new Sale($"{name}-{_run}", store, null, "2024-06-01T10:00:00Z", new Line("a", 4, 2.5m));
        (await _seller.PostAsync(sale)).Expect(HttpStatusCode.Created);
        return sale.TransactionId;
    }

    private async Task<string> ReturnAsync(RetailClient client, string name, string sale, int quantity, string store = "return B")
    {
        string id = $"{name}-{_run}";
        (await client.PostAsync("/transactions", ReturnOf(id, store, sale, quantity))).Expect(HttpStatusCode.Created);
        return id;
    }

    private static string ReturnOf(string id, string store, string original, int quantity, string product = "a") =>
        $$"""
        {"transactionId": "{{id}}", "storeId": "{{store}}", "kind": "return", "occurredAt": "2024-06-02T10:00:00Z",
         "originalTransactionId": "{{original}}",
         "lines": [{"productId": "{{product}}", "quantity": {{-quantity}}, "unitPrice": 2.5}]}
        """;

    private static IEnumerable<string> ReturnsOf(Answer sale) =>
        [.. sale["returns"].EnumerateArray().Select(one => one.GetProperty("transactionId").GetString()!)];

    /// <summary>An answer without the fields that differ between any two transactions.</summary>
    private static string Shown(Answer answer) => string.Join(
        '\n',
        answer.Json.EnumerateObject()
            .Where(one => one.Name is not ("transactionId" or "position" or "recordedAt" or "originalTransactionId"))
            .Select(one => $"{one.Name}: {one.Value.GetRawText()}"));
}
