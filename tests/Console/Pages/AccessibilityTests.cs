using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class AccessibilityTests(ConsoleScene scene) : ConsoleTest(scene)
{
    private readonly List<string> _violations = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_page_is_accessible_and_keeps_to_its_policy(bool isDark)
    {
        await using Window window = await Scene.OpenSignedInAsync(isDark: isDark);
        foreach (string path in Paths.Prepend(SignInPath))
        {
            await window.GoAsync(path);
            await CheckAsync(window, path);
        }

        Assert.Empty(_violations);
        Assert.Empty(window.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Opened_parts_dialogs_and_the_answers_of_forms_are_accessible(bool isDark)
    {
        string customer = isDark ? "dark-customer" : "light-customer";
        await Scene.SellAsync($"of-{customer}", customer: customer);
        await using Window window = await Scene.OpenSignedInAsync(isDark: isDark);
        IPage page = window.Page;
        foreach (string path in new[] { "/?range=all", "/store?id=london", "/operations/access" })
        {
            await window.GoAsync(path);
            await page.EvaluateAsync("document.querySelectorAll('main details').forEach(one => one.open = true)");
            await CheckAsync(window, $"{path}, opened");
        }

        await page.FillAsync("#client-name", "till 9");
        await page.ClickAsync("form[action$='clients/add'] button");
        await Expect(page.Locator("[data-secret]")).ToBeVisibleAsync();
        await CheckAsync(window, "the answer with a secret");

        await window.GoAsync($"/transaction?id=of-{customer}");
        await page.ClickAsync("button:has-text('Void this transaction')");
        await Expect(page.Locator("#confirm")).ToBeVisibleAsync();
        await CheckAsync(window, "the question before a void");

        await window.GoAsync($"/transaction/correct?id=of-{customer}");
        await page.GetByLabel("Quantity of line 1").FillAsync("a few");
        await page.ClickAsync("text=Record the correction");
        await Expect(page.Locator(".alert-danger")).ToBeVisibleAsync();
        await CheckAsync(window, "a refused correction");

        await window.GoAsync("/operations");
        await page.ClickAsync("text=Run the reconciliation");
        await Expect(page.Locator("[data-agrees]")).ToBeVisibleAsync();
        await CheckAsync(window, "the answer of a reconciliation");

        await window.GoAsync($"/customer?id={customer}");
        await page.ClickAsync("summary:has-text('Erase this customer')");
        await page.FillAsync("#confirmation", customer);
        await page.ClickAsync("button:has-text('Erase this customer')");
        await CheckAsync(window, "the question before an erasure");
        await window.ConfirmAsync();
        await Expect(page.Locator("[data-erasure]")).ToBeVisibleAsync();
        await CheckAsync(window, "the answer of an erasure");
        Assert.Empty(_violations);
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task The_menu_of_a_phone_is_accessible()
    {
        await using Window window = await Scene.OpenSignedInAsync(size: (360, 740));
        await window.GoAsync("/?range=all");
        await window.Page.ClickAsync(".side .menu summary");
        await Expect(window.Page.Locator(".side .links")).ToBeVisibleAsync();
        await CheckAsync(window, "the menu");
        await window.Page.ClickAsync(".side .links a:has-text('Stores')");
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("Stores");
        await Expect(window.Page.Locator(".side .links")).ToBeHiddenAsync();
        Assert.Empty(_violations);
    }

    private async Task CheckAsync(Window window, string what)
    {
        AxeResult result = await window.Page.RunAxe();
        _violations.AddRange(result.Violations.Where(one => one.Impact is "serious" or "critical")
            .Select(one => $"{what}: {one.Id}: {string.Join(" ", one.Nodes.Take(3).Select(node => node.Html))}"));
    }
}
