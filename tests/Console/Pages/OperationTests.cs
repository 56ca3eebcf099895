namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class OperationTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task An_operator_runs_the_reconciliation()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/operations");
        int partitions = (await Scene.Api.GetAsync("/admin/ledger"))["partitions"].GetArrayLength();
        await Expect(window.Page.Locator("section[aria-label=Partitions] tbody tr")).ToHaveCountAsync(partitions);
        await window.Page.ClickAsync("text=Run the reconciliation");
        await Expect(window.Page.Locator("[data-agrees]")).ToHaveAttributeAsync("data-agrees", "true");
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task An_operator_adds_an_account_and_a_client_whose_secret_is_shown_once()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/operations/access");
        await window.Page.ClickAsync("text=Add an account");
        await window.Page.FillAsync("#new-name", "grace");
        await window.Page.FillAsync("#new-password", ConsoleScene.Password);
        await window.Page.ClickAsync("form[action$='accounts/add'] button");
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("is added");
        await window.SettledAsync();
        await window.Page.ClickAsync("text=Add a client");
        await window.Page.FillAsync("#client-name", "till 7");
        await window.Page.ClickAsync("form[action$='clients/add'] button");
        Assert.NotEmpty(await window.Page.Locator("[data-secret]").InnerTextAsync());
    }
}
