using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class OperationTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task An_operator_runs_the_reconciliation_and_its_result_stays()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/operations");
        int partitions = (await Scene.Api.GetAsync("/admin/ledger"))["partitions"].GetArrayLength();
        await Expect(window.Page.Locator("section[aria-label=Partitions] tbody tr")).ToHaveCountAsync(partitions);
        await window.Page.ClickAsync("text=Run the reconciliation");
        await Expect(window.Page.Locator("[data-agrees]")).ToHaveAttributeAsync("data-agrees", "true");
        await window.GoAsync("/operations");
        await Expect(window.Page.Locator("[data-last-check]")).ToHaveAttributeAsync("data-last-check", "true");
        await Expect(window.Page.Locator("section[aria-label=Reconciliation]")).ToContainTextAsync("started by an operator");
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task An_operator_rebuilds_the_projections()
    {
        int generation = (await Scene.Api.GetAsync("/admin/projections/rebuild"))["generation"].GetInt32();
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/operations");
        await window.Page.ClickAsync("text=Rebuild the projections");
        await window.ConfirmAsync();
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("has started");
        // The page reloads itself while the rebuild runs.
        ILocator card = window.Page.Locator("section[aria-label=Rebuild]");
        await Expect(card).ToContainTextAsync("The last rebuild finished");
        await Expect(card).ToContainTextAsync($"Generation {generation + 1}.");
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task A_dead_letter_is_inspected_put_back_and_recorded_and_another_is_deleted()
    {
        await Scene.Redis.CommandAsync("XADD", "sales:0", "*", "v", "1", "tx", "{broken <b>one</b>");
        await Scene.Redis.CommandAsync("XADD", "sales:0", "*", "v", "1", "tx", "{broken two");
        await using Window window = await Scene.OpenSignedInAsync();
        ILocator rows = window.Page.Locator("section[aria-label='Dead letters'] tbody tr");
        await Eventually.IsTrueAsync("the page shows the dead letters", async () =>
        {
            await window.GoAsync("/operations/streams");
            return await rows.CountAsync() == 2;
        });
        ILocator first = rows.Filter(new LocatorFilterOptions { HasText = "one" });
        await first.Locator("summary").ClickAsync();
        await Expect(first.Locator("pre")).ToContainTextAsync("{broken <b>one</b>");
        string id = await first.Locator("input[name=id]").First.InputValueAsync();
        const string repaired = """
            {"transactionId": "repaired", "storeId": "paris", "occurredAt": "2026-03-01T10:00:00Z",
             "lines": [{"productId": "cup", "quantity": 1, "unitPrice": 2}]}
            """;
        await Scene.Redis.CommandAsync("HSET", $"sales:dead:{id}", "value2", repaired);
        await first.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Retry" }).ClickAsync();
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("back in its stream");
        await Eventually.IsTrueAsync(
            "the repaired sale is recorded", async () => (await Scene.Api.GetAsync("/transactions/repaired")).IsSuccess);
        await window.SettledAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await rows.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await window.ConfirmAsync();
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("is deleted");
        await Expect(window.Page.Locator("section[aria-label='Dead letters'] .empty")).ToBeVisibleAsync();
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task An_operator_adds_changes_and_deletes_an_account_and_adds_a_client_whose_secret_is_shown_once()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/operations/access");
        await window.Page.ClickAsync("text=Add an account");
        await window.Page.FillAsync("#new-name", "grace");
        await window.Page.FillAsync("#new-password", ConsoleScene.Password);
        await window.Page.ClickAsync("form[action$='accounts/add'] button");
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("is added");
        await window.SettledAsync();
        ILocator grace = window.Page.Locator("section[aria-label=Accounts] tbody tr")
            .Filter(new LocatorFilterOptions { HasText = "grace" });
        await grace.Locator("input[value=producer]").CheckAsync();
        await grace.Locator("form[action$='accounts/roles'] button").ClickAsync();
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("roles are set");
        await window.SettledAsync();
        await Expect(grace.Locator("input[value=producer]")).ToBeCheckedAsync();
        await grace.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await Expect(window.Page.Locator("#confirm")).ToContainTextAsync("Delete the account grace?");
        await window.ConfirmAsync();
        await Expect(window.Page.Locator(".alert-success")).ToContainTextAsync("is deleted");
        await window.SettledAsync();
        await Expect(grace).ToHaveCountAsync(0);
        await window.Page.ClickAsync("text=Add a client");
        await window.Page.FillAsync("#client-name", "till 7");
        await window.Page.ClickAsync("form[action$='clients/add'] button");
        Assert.NotEmpty(await window.Page.Locator("[data-secret]").InnerTextAsync());
    }
}
