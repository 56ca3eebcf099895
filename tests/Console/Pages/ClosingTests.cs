using System.Globalization;
using System.Text.Json;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class ClosingTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task A_closing_shows_the_figures_of_the_api_and_its_printed_page_has_no_navigation()
    {
        const string day = "2026-02-03";
        string[] sales =
        [
            Sale("closing-1", "09:15", "till 1", """{"method": "card", "amount": 12}"""),
            Sale("closing-2", "17:40", "till 2", """{"method": "cash", "amount": 11.5}"""),
        ];
        foreach (string sale in sales)
            (await Scene.Api.PostAsync("/transactions?wait=applied", sale)).Expect(System.Net.HttpStatusCode.Created);
        JsonElement closing = (await Scene.Api.GetAsync($"/stores/oslo/days/{day}")).Json;
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync($"/store/day?id=oslo&date={day}");
        Assert.Equal(closing.GetProperty("totals").GetProperty("netRevenue").GetDecimal(), await window.FigureAsync("total"));
        await Expect(window.Page.Locator("[data-complete]")).ToHaveAttributeAsync("data-complete", "true");
        Assert.Equal(
            closing.GetProperty("byPaymentMethod").GetArrayLength(),
            await window.Page.Locator("section[aria-label='By payment method'] tbody tr").CountAsync());
        await Expect(window.Page.Locator("section[aria-label='By till'] tbody tr")).ToHaveCountAsync(2);
        await Expect(window.Page.Locator("section[aria-label='By hour'] tbody td:first-child")).ToHaveTextAsync(["09:00", "17:00"]);
        await window.Page.EmulateMediaAsync(new Microsoft.Playwright.PageEmulateMediaOptions { Media = Microsoft.Playwright.Media.Print });
        await Expect(window.Page.Locator("nav.side")).ToBeHiddenAsync();
        await Expect(window.Page.Locator("section[aria-label=Totals]")).ToBeVisibleAsync();

        string Sale(string id, string time, string till, string payment) => string.Create(CultureInfo.InvariantCulture, $$"""
            {"transactionId": "{{id}}", "storeId": "oslo", "occurredAt": "{{day}}T{{time}}:00Z", "register": "{{till}}",
             "payments": [{{payment}}],
             "lines": [{"productId": "lamp", "quantity": 2, "unitPrice": 6, "tax": 2, "taxRate": 20}]}
            """);
    }

    [Fact]
    public async Task A_day_without_transactions_and_an_unknown_store_show_a_message()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/store/day?id=london&date=2001-01-01");
        Assert.Equal(0, await window.FigureAsync("total"));
        await window.GoAsync("/store/day?id=nowhere&date=2001-01-01");
        await Expect(window.Page.Locator("main")).ToContainTextAsync("Not found");
    }
}
