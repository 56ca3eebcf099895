using System.Text.Json;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class CorrectionTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task A_transaction_is_corrected_and_its_receipt_shows_every_revision()
    {
        await Scene.SellAsync("to-correct", 4m);
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/transaction?id=to-correct");
        await window.Page.ClickAsync("text=Correct this transaction");
        await window.SettledAsync();
        await window.Page.GetByLabel("Unit price of line 1").FillAsync("3.5");
        await window.Page.GetByLabel("Product of line 2").FillAsync("cup");
        await window.Page.GetByLabel("Quantity of line 2").FillAsync("1");
        await window.Page.GetByLabel("Unit price of line 2").FillAsync("1.25");
        await window.Page.FillAsync("#note", "the till had a wrong price");
        await window.Page.ClickAsync("text=Record the correction");
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("correction is recorded");
        await window.SettledAsync();
        Assert.Equal(8.25m, await window.FigureAsync("total"));
        await Expect(window.Page.Locator("section[aria-label=Revisions] tbody tr")).ToHaveCountAsync(3);
        await Expect(window.Page.Locator("section[aria-label=Revisions]")).ToContainTextAsync("annuls revision 1");
        JsonElement corrected = (await Scene.Api.GetAsync("/transactions/to-correct")).Json;
        Assert.Equal(
            (8.25m, 3, "the till had a wrong price"),
            (Of("total").GetDecimal(), Of("revision").GetInt32(), Of("note").GetString()));
        Assert.Empty(window.Errors);

        JsonElement Of(string name) => corrected.GetProperty(name);
    }

    [Fact]
    public async Task A_refused_correction_keeps_the_typed_values()
    {
        await Scene.SellAsync("to-mistype", 4m);
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/transaction/correct?id=to-mistype");
        await window.Page.GetByLabel("Quantity of line 1").FillAsync("a few");
        await window.Page.FillAsync("#note", "typed");
        await window.Page.ClickAsync("text=Record the correction");
        await Expect(window.Page.Locator(".alert-danger")).ToContainTextAsync("Line 1: the quantity");
        await Expect(window.Page.GetByLabel("Quantity of line 1")).ToHaveValueAsync("a few");
        await Expect(window.Page.Locator("#note")).ToHaveValueAsync("typed");
        Assert.Equal(1, (await Scene.Api.GetAsync("/transactions/to-mistype"))["revision"].GetInt32());
    }

    [Fact]
    public async Task A_correction_does_not_replace_one_that_the_form_did_not_show()
    {
        await Scene.SellAsync("to-race", 4m);
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/transaction/correct?id=to-race");
        (await Scene.Api.PostAsync("/transactions/to-race/void?wait=applied", "{}")).Expect(System.Net.HttpStatusCode.Created);
        await Scene.CorrectAsync("to-race", 9m);
        await window.Page.FillAsync("#note", "late");
        await window.Page.ClickAsync("text=Record the correction");
        await Expect(window.Page.Locator(".alert-danger")).ToContainTextAsync("was revised since");
        Assert.Equal(18m, (await Scene.Api.GetAsync("/transactions/to-race"))["total"].GetDecimal());
    }

    [Fact]
    public async Task A_void_on_the_original_day_removes_the_sale_from_that_days_figures()
    {
        await Scene.SellAsync("to-annul", 7m, "paris");
        decimal before = await RevenueOfParisAsync();
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/transaction?id=to-annul");
        await window.Page.SelectOptionAsync("#void-date", "original");
        await window.Page.FillAsync("#void-note", "rung up <b>twice</b>");
        await window.Page.ClickAsync("button:has-text('Void this transaction')");
        await window.ConfirmAsync();
        await Expect(window.Page.Locator("[data-voided]")).ToContainTextAsync("as if it had never been");
        await Expect(window.Page.Locator("[data-voided]")).ToContainTextAsync("Reason: rung up <b>twice</b>");
        Assert.Equal(before - 14m, await RevenueOfParisAsync());
        await Expect(window.Page.GetByText("Void this transaction")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_linked_return_is_shown_with_the_goods_that_can_still_be_returned()
    {
        await Scene.SellAsync("to-return", 2m);
        await Scene.ReturnAsync("the-return", "to-return", 1, 2m);
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/transaction?id=to-return");
        await Expect(window.Page.Locator("section[aria-label=Returns] tbody tr")).ToContainTextAsync("the-return");
        await Expect(window.Page.Locator("section[aria-label=Receipt] thead")).ToContainTextAsync("Left to return");
        await window.Page.ClickAsync("text=the-return");
        await Expect(window.Page.Locator("section[aria-label=Receipt]")).ToContainTextAsync("to-return");
    }

    private async Task<decimal> RevenueOfParisAsync() =>
        (await Scene.Api.GetAsync("/stores/paris"))["totals"].GetProperty("netRevenue").GetDecimal();
}
