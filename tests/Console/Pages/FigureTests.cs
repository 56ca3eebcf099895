using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class FigureTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task Figures_on_the_overview_are_those_of_the_api()
    {
        JsonElement totals = (await Scene.Api.GetAsync("/summary"))["totals"];
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/?range=all");
        Assert.Equal(totals.GetProperty("netRevenue").GetDecimal(), await window.FigureAsync("Net revenue"));
        Assert.Equal(totals.GetProperty("transactions").GetDecimal(), await window.FigureAsync("Transactions"));
        Assert.Equal(totals.GetProperty("units").GetDecimal(), await window.FigureAsync("Units"));
    }

    [Fact]
    public async Task Figures_of_a_store_and_of_a_receipt_are_those_of_the_api()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        const string odd = "United Kingdom / odd";
        await window.GoAsync("/stores");
        await window.Page.ClickAsync($"text={odd}");
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync($"Store {odd}");
        await window.SettledAsync();
        JsonElement totals = (await Scene.Api.GetAsync($"/stores/{Uri.EscapeDataString(odd)}"))["totals"];
        Assert.Equal(totals.GetProperty("netRevenue").GetDecimal(), await window.FigureAsync("total"));
        await window.GoAsync("/transaction?id=sale-1");
        Assert.Equal((await Scene.Api.GetAsync("/transactions/sale-1"))["total"].GetDecimal(), await window.FigureAsync("total"));
    }

    [Theory]
    [InlineData("previous", -8, "2", "0.5")]
    [InlineData("year", -366, "2", "0.5")]
    [InlineData("year", -8, "6", null)]
    public async Task Figures_are_compared_with_the_period_or_the_year_before(string compare, int days, string difference, string? ratio)
    {
        string store = $"compared {compare} {-days}";
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        (await Scene.RecordAsync($"{store} now", now, 3m, store)).Expect(System.Net.HttpStatusCode.Created);
        (await Scene.RecordAsync($"{store} before", now.AddDays(days), 2m, store)).Expect(System.Net.HttpStatusCode.Created);
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync($"/store?id={store}&range=7d&compare={compare}");
        Assert.Equal(6m, await window.FigureAsync("Net revenue"));
        ILocator change = window.Page.Locator(".figure:has([data-figure='Net revenue']) .change");
        if (ratio is null)
        {
            await Expect(change).ToHaveTextAsync("nothing to compare with");
            return;
        }

        await Expect(change.Locator("local-number").First).ToHaveAttributeAsync("value", difference);
        await Expect(change.Locator(".percent local-number")).ToHaveAttributeAsync("value", ratio);
        await Expect(window.Page.Locator("time-chart")).ToHaveAttributeAsync("data-spec", new Regex("\"isComparison\":true"));
    }

    [Fact]
    public async Task A_date_range_is_kept_from_page_to_page_and_is_part_of_the_link()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/");
        await window.Page.SelectOptionAsync("#range", "7d");
        await window.Page.WaitForURLAsync("**/?range=7d*");
        await window.Page.ClickAsync("text=Products >> visible=true");
        await window.Page.WaitForURLAsync("**/products?range=7d*");
        await window.SettledAsync();
        await window.Page.ClickAsync("td a:has-text('lamp')");
        await Expect(window.Page.Locator("#range")).ToHaveValueAsync("7d");
    }

    [Fact]
    public async Task A_sale_appears_while_the_page_is_open()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/");
        await Expect(window.Page.Locator("live-status")).ToHaveAttributeAsync("data-state", "live");
        await Scene.SellAsync("live-1");
        await Expect(window.Page.Locator("tr[data-id='live-1']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_point_in_the_chart_links_to_its_transactions_and_a_receipt_can_be_voided()
    {
        await Scene.SellAsync("to-void", 3.25m, "paris");
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/store?id=paris&range=1d");
        await Expect(window.Page.Locator("time-chart")).ToHaveAttributeAsync("data-drawn", "");
        await window.Page.ClickAsync("time-chart");
        await window.Page.WaitForURLAsync("**/transactions?range=custom*storeId=paris");
        await window.Page.ClickAsync("text=to-void");
        await window.SettledAsync();
        await window.Page.ClickAsync("button:has-text('Void this transaction')");
        await window.ConfirmAsync();
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("is voided");
        (await Scene.Api.GetAsync("/transactions/to-void")).Expect(System.Net.HttpStatusCode.OK);
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task Markup_in_a_name_is_shown_as_text()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/products?sort=id");
        await Expect(window.Page.Locator("td.entity").First).ToContainTextAsync(ConsoleScene.MarkupName);
        await window.GoAsync("/product?id=cup");
        await Expect(window.Page.Locator("main")).ToContainTextAsync(ConsoleScene.MarkupName);
        Assert.Equal(0, await window.Page.Locator("main img, main b").CountAsync());
        Assert.NotEqual("owned", await window.Page.TitleAsync());
    }
}
