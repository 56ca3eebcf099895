using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class ListTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Theory]
    [InlineData("sale-1", "Transaction", "sale-1")]
    [InlineData("lon", "Store", "london")]
    [InlineData("lam", "Product", "lamp")]
    [InlineData("<img", "Product", ConsoleScene.MarkupName)]
    [InlineData("c-1", "Customer", "c-1")]
    public async Task One_search_box_finds_transactions_stores_products_and_customers(string typed, string kind, string found)
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/transactions");
        await window.Page.FillAsync("#q", typed);
        await window.Page.Keyboard.PressAsync("Enter");
        ILocator match = window.Page.Locator(".matches li").Filter(new LocatorFilterOptions { HasText = kind }).First;
        await Expect(match).ToContainTextAsync(found);
        await match.Locator("a").ClickAsync();
        await Expect(window.Page.Locator("h1")).ToContainTextAsync(kind == "Transaction" ? $"Transaction {found}" : "Transactions");
    }

    [Fact]
    public async Task A_filter_is_in_the_link_and_can_be_removed()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/transactions?range=all&storeId=paris&productId=cup");
        await Expect(window.Page.Locator(".filters a")).ToHaveTextAsync(["Store: paris ×", "Product: cup ×"]);
        string[] stores = [.. (await window.Page.Locator("td.t-store").AllInnerTextsAsync()).Distinct()];
        Assert.Equal(["paris"], stores);
        await window.Page.ClickAsync(".filters a:has-text('Store')");
        await window.Page.WaitForURLAsync("**/transactions?range=all&productId=cup");
    }

    [Fact]
    public async Task A_list_is_sorted_and_its_pages_are_turned()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/stores");
        await window.Page.ClickAsync("th a:has-text('Units')");
        await window.Page.WaitForURLAsync("**/stores?sort=-units");
        await Expect(window.Page.Locator("th[aria-sort=descending]")).ToContainTextAsync("Units");
        await window.SettledAsync();
        decimal[] units = [.. await UnitsAsync(window)];
        Assert.Equal(units.OrderDescending(), units);

        await window.GoAsync("/transactions?range=all");
        string[] first = await IdsAsync(window);
        await window.Page.ClickAsync("text=Next page");
        await window.Page.WaitForURLAsync("**cursor=**");
        await window.SettledAsync();
        string[] second = await IdsAsync(window);
        Assert.NotEmpty(second);
        Assert.Empty(first.Intersect(second));
        await window.Page.ClickAsync("text=First page");
        await Expect(window.Page.Locator("tr[data-id]").First).ToHaveAttributeAsync("data-id", first[0]);
    }

    [Fact]
    public async Task An_operator_edits_a_catalogue_entry_and_a_price_that_is_no_number_is_refused()
    {
        await Scene.SellAsync("of-the-vase", product: "vase");
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/product?id=vase");
        await EditAsync("cheap");
        await Expect(window.Page.Locator(".alert-danger")).ToContainTextAsync("Price must be a number");
        await EditAsync("12.5");
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("is saved");
        await Expect(window.Page.Locator("section[aria-label='All days']")).ToContainTextAsync("Tall vase");
        JsonElement vase = (await Scene.Api.GetAsync("/products/vase")).Json;
        Assert.Equal(("Tall vase", 12.5m), (vase.GetProperty("name").GetString(), vase.GetProperty("price").GetDecimal()));
        await using Window viewer = await Scene.OpenSignedInAsync(token: await Scene.TokenOfAsync(ConsoleScene.Viewer));
        await viewer.GoAsync("/product?id=vase");
        await Expect(viewer.Page.GetByText("Edit the catalogue entry")).ToHaveCountAsync(0);

        async Task EditAsync(string price)
        {
            await window.SettledAsync();
            await window.Page.ClickAsync("text=Edit the catalogue entry");
            await window.Page.FillAsync("#field-name", "Tall vase");
            await window.Page.FillAsync("#field-price", price);
            await window.Page.ClickAsync("form[action$='/entry'] button");
        }
    }

    private static async Task<string[]> IdsAsync(Window window) =>
        await window.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('tr[data-id]')].map(row => row.dataset.id)");

    private static async Task<IEnumerable<decimal>> UnitsAsync(Window window) =>
        (await window.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.table tbody td:nth-child(5) local-number')].map(one => one.getAttribute('value'))"))
        .Select(value => decimal.Parse(value, CultureInfo.InvariantCulture));
}
