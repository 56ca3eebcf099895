namespace RetailGrains.Tests.WebConsole.Pages;

/// <summary>A chain that starts empty. One test covers all its pages, because starting it takes seconds.</summary>
public sealed class NewChainTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task A_new_chain_says_what_to_do_and_amounts_of_different_currencies_are_never_shown_as_one_sum()
    {
        await using ApiWithConsole chain = await ApiWithConsole.StartAsync(Directory.CreateTempSubdirectory("retail-currencies-").FullName);
        using var api = new RetailClient(chain.Address, chain.Token);
        await using Window window = await Scene.OpenSignedInAsync(chain.Address, token: chain.Token);
        await ExpectEmptyStatesAsync(window);
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

    /// <summary>Every page of an empty chain shows that it has no data, and suggests importing a file where this helps.</summary>
    private static async Task ExpectEmptyStatesAsync(Window window)
    {
        (string Path, string Text, int Times)[] pages =
        [
            ("/", "No transactions in these days.", 1), ("/", "Nothing is recorded yet.", 3), ("/?range=all", "import a file", 4),
            ("/stores", "import a file", 1), ("/products", "import a file", 1), ("/customers", "import a file", 1),
            ("/customers?q=x", "Show all", 1), ("/store", "Choose one from the", 1), ("/transaction", "Look one up in the", 1),
            ("/store?id=x", "Nothing has this id.", 1), ("/transactions", "Show all days", 1),
            ("/transactions?range=all", "import a file", 1), ("/transactions?q=x", "No transaction has the id", 1),
            ("/imports", "No file has been imported yet.", 1), ("/import?id=x", "Nothing has this id.", 1),
            ("/operations", "No check has ended yet.", 1), ("/operations/streams", "No streams are configured", 1),
            ("/operations/audit?actor=x", "No actions match.", 1), ("/operations/access", "No clients yet.", 1),
        ];
        foreach ((string path, string text, int times) in pages)
        {
            await window.GoAsync(path);
            await Expect(window.Page.Locator("main").GetByText(text).Locator("visible=true")).ToHaveCountAsync(times);
        }
    }
}
