using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class CustomerDataTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task An_operator_exports_what_is_stored_about_a_customer()
    {
        await Scene.SellAsync("exported-1", 1.2345m, customer: "Zoë / 7");
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/customer?id=" + Uri.EscapeDataString("Zoë / 7"));
        IDownload download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync("text=Export what is stored"));
        Assert.Equal("customer.json", download.SuggestedFilename);
        using JsonDocument export = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync()));
        JsonElement stored = (await Scene.Api.GetAsync("/customers/" + Uri.EscapeDataString("Zoë / 7") + "/export")).Json;
        Assert.Equal("Zoë / 7", export.RootElement.GetProperty("customerId").GetString());
        Assert.Equal(
            stored.GetProperty("totals").GetProperty("netRevenue").GetDecimal(),
            export.RootElement.GetProperty("totals").GetProperty("netRevenue").GetDecimal());
        Assert.Equal("exported-1", Assert.Single(export.RootElement.GetProperty("transactions").EnumerateArray().ToArray())
            .GetProperty("transactionId").GetString());
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task An_operator_erases_a_customer_and_receives_the_pseudonym()
    {
        await Scene.SellAsync("erased-1", 4m, customer: "Ada L.");
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/customer?id=" + Uri.EscapeDataString("Ada L."));
        await EraseAsync(window, "Ada L.");
        await window.ConfirmAsync();
        await Expect(window.Page.Locator("[data-erasure]")).ToHaveAttributeAsync("data-erasure", "completed");
        string pseudonym = await window.Page.Locator("[data-pseudonym]").InnerTextAsync();
        (await Scene.Api.GetAsync("/customers/" + Uri.EscapeDataString("Ada L."))).Expect(HttpStatusCode.NotFound);
        Assert.Equal(pseudonym, (await Scene.Api.GetAsync("/transactions/erased-1"))["customerId"].GetString());
        await window.Page.ClickAsync("[data-pseudonym]");
        await window.SettledAsync();
        Assert.Equal(8m, await window.FigureAsync("total"));
        await window.GoAsync("/customer?id=" + Uri.EscapeDataString("Ada L."));
        await Expect(window.Page.Locator("main")).ToContainTextAsync("Not found");
    }

    [Fact]
    public async Task An_erasure_needs_the_typed_id_and_the_answer_yes()
    {
        await Scene.SellAsync("kept-1", customer: "kept");
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/customer?id=kept");
        await EraseAsync(window, "another");
        await window.ConfirmAsync();
        await Expect(window.Page.Locator(".alert-danger")).ToContainTextAsync("was not erased");
        await window.SettledAsync();
        await EraseAsync(window, "kept");
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(window.Page.Locator("#confirm")).ToBeHiddenAsync();
        (await Scene.Api.GetAsync("/customers/kept")).Expect(HttpStatusCode.OK);
        Assert.Equal("kept", (await Scene.Api.GetAsync("/transactions/kept-1"))["customerId"].GetString());
    }

    [Fact]
    public async Task A_viewer_is_not_offered_the_personal_data()
    {
        await using Window window = await Scene.OpenSignedInAsync(token: await Scene.TokenOfAsync(ConsoleScene.Viewer));
        await window.GoAsync("/customer?id=c-1");
        await Expect(window.Page.Locator("section[aria-label='All days']")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("section[aria-label='Personal data']")).ToHaveCountAsync(0);
        await window.Page.GotoAsync("/customer/export?id=c-1");
        await Expect(window.Page.Locator(".alert-danger")).ToBeVisibleAsync();
    }

    private static async Task EraseAsync(Window window, string typed)
    {
        await window.Page.ClickAsync("summary:has-text('Erase this customer')");
        await window.Page.FillAsync("#confirmation", typed);
        await window.Page.ClickAsync("button:has-text('Erase this customer')");
    }
}
