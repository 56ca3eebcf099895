namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class StoreBoundTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task An_account_that_is_bound_to_stores_is_offered_only_these_stores()
    {
        await using Window window = await Scene.OpenSignedInAsync(token: await Scene.TokenOfAsync(ConsoleScene.Bound));
        await window.GoAsync("/");
        await Expect(window.Page.Locator(".side .links > a")).ToHaveTextAsync(["Overview", "Stores", "Transactions"]);
        await Expect(window.Page.Locator("td.entity a")).ToHaveTextAsync(["london", "paris"]);
        Assert.Equal(
            (await Scene.Api.GetAsync("/stores/london"))["totals"].GetProperty("netRevenue").GetDecimal(),
            decimal.Parse(
                (await window.Page.Locator("td.number local-number").First.GetAttributeAsync("value"))!,
                System.Globalization.CultureInfo.InvariantCulture));
        string[] own = ["/stores", "/store?id=paris&range=all", "/store/day?id=london", "/transactions", "/transactions?q=par"];
        foreach (string path in own)
        {
            await window.GoAsync(path);
            await Expect(window.Page.Locator("[role=alert]")).ToHaveCountAsync(0);
            Assert.Equal(0, await window.Page.Locator("main a[href^='/product'], main a[href^='/customer']").CountAsync());
        }

        await window.GoAsync("/store?id=United%20Kingdom%20%2F%20odd");
        await Expect(window.Page.Locator("main")).ToContainTextAsync("Not allowed");
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task The_list_of_transactions_shows_one_of_the_stores_at_a_time()
    {
        await using Window window = await Scene.OpenSignedInAsync(token: await Scene.TokenOfAsync(ConsoleScene.Bound));
        await window.GoAsync("/transactions?range=all");
        await Expect(window.Page.Locator("td.t-store").First).ToHaveTextAsync("london");
        await window.Page.SelectOptionAsync("#store-choice", "paris");
        await window.Page.WaitForURLAsync("**storeId=paris**");
        await Expect(window.Page.Locator("td.t-store").First).ToHaveTextAsync("paris");
    }
}
