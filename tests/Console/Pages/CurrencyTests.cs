namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class CurrencyTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task Amounts_of_different_currencies_are_never_shown_as_one_sum()
    {
        await using ApiWithConsole chain = await ApiWithConsole.StartAsync(Directory.CreateTempSubdirectory("retail-currencies-").FullName);
        using var api = new RetailClient(chain.Address, chain.Token);
        string now = TimeProvider.System.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        (string Store, string Currency, string Price)[] sales = [("berlin", "EUR", "10"), ("london", "GBP", "7"), ("bonn", "EUR", "1")];
        foreach ((string store, string currency, string price) in sales)
        {
            string sale = $$"""
                {"transactionId": "{{store}}", "storeId": "{{store}}", "occurredAt": "{{now}}", "currency": "{{currency}}",
                 "lines": [{"productId": "lamp", "quantity": 1, "unitPrice": {{price}}}]}
                """;
            (await api.PostAsync("/transactions?wait=applied", sale)).Expect(System.Net.HttpStatusCode.Created);
        }

        await using Window window = await Scene.OpenSignedInAsync(chain.Address, token: chain.Token);
        foreach (string path in new[] { "/", "/stores", "/products", "/product?id=lamp" })
        {
            await window.GoAsync(path);
            await Expect(window.Page.Locator("[role=alert]")).ToHaveCountAsync(0);
            await Expect(window.Page.Locator("local-number[value='18'], local-number[value='18.00']")).ToHaveCountAsync(0);
            await Expect(window.Page.Locator("tr[data-currency=EUR] local-number[value='11']").First).ToBeVisibleAsync();
            await Expect(window.Page.Locator("tr[data-currency=GBP] local-number[value='7']").First).ToBeVisibleAsync();
        }

        await window.GoAsync("/");
        await window.Page.ClickAsync("tr[data-currency=EUR] a");
        await window.Page.WaitForURLAsync("**currency=EUR**");
        await Expect(window.Page.Locator("time-chart")).ToHaveAttributeAsync("data-drawn", "");
        Assert.Equal(11, await window.FigureAsync("Net revenue"));
        await window.Page.ClickAsync(".side a:has-text('Stores')");
        await window.Page.WaitForURLAsync("**/stores?**currency=EUR**");
        await window.SettledAsync();
        await Expect(window.Page.Locator("td.entity a").First).ToHaveTextAsync("berlin");
        Assert.Empty(window.Errors);
    }
}
