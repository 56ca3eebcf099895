using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class SeparateConsoleTests(ConsoleScene scene, SeparateScene separate) : ConsoleTest(scene), IClassFixture<SeparateScene>
{
    private const int MaxRequests = 10;
    private const string Away = "The API does not answer.";

    [Fact]
    public async Task Every_page_sends_few_requests_to_the_api()
    {
        await using Window window = await Scene.OpenSignedInAsync(separate.Address);
        List<string> tooMany = [];
        foreach (string path in Paths)
        {
            separate.Api.Take();
            await window.GoAsync(path);
            string[] taken = separate.Api.Take();
            Assert.NotEmpty(taken);
            if (taken.Length > MaxRequests) tooMany.Add($"{path}: {string.Join(", ", taken)}");
        }

        Assert.Empty(tooMany);
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task Every_page_reports_an_api_that_is_away_and_recovers_from_it()
    {
        await using Window window = await Scene.OpenSignedInAsync(separate.Address);
        separate.Api.IsAway = true;
        try
        {
            List<IPage> open = [];
            foreach (string path in Paths)
            {
                IPage page = await window.Context.NewPageAsync();
                await page.GotoAsync(path);
                await Expect(page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
                await Expect(page.Locator("main [data-retry]").First).ToContainTextAsync(Away);
                open.Add(page);
            }

            separate.Api.IsAway = false;
            foreach (IPage page in open)
            {
                await Expect(page.Locator("[data-retry]")).ToHaveCountAsync(0);
                await Expect(page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
                await Expect(page.Locator("main")).Not.ToContainTextAsync(Away);
            }
        }
        finally
        {
            separate.Api.IsAway = false;
        }
    }

    [Fact]
    public async Task An_open_page_reports_an_interruption_and_its_end()
    {
        await using Window window = await Scene.OpenSignedInAsync(separate.Address);
        await window.GoAsync("/");
        separate.Api.IsAway = true;
        try
        {
            // A page checks the API every 15 seconds, and immediately when the user follows a link while the API is unavailable.
            await window.Page.ClickAsync(".side a:has-text('Stores')");
            await Expect(window.Page.Locator("main [data-retry]")).ToContainTextAsync(Away);
            await Expect(window.Page.Locator("#connection")).ToBeVisibleAsync();
        }
        finally
        {
            separate.Api.IsAway = false;
        }

        await Expect(window.Page.Locator("td.entity").First).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#connection")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_slow_card_does_not_hold_up_the_others()
    {
        await using Window window = await Scene.OpenSignedInAsync(separate.Address);
        using (separate.Api.HoldBack("/products"))
        {
            await window.Page.GotoAsync("/?range=all", new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
            await Expect(window.Page.Locator("section[aria-label='Top stores of all time'] tbody tr").First).ToBeVisibleAsync();
            await Expect(window.Page.Locator("section[aria-label='Latest transactions'] tbody tr").First).ToBeVisibleAsync();
            await Expect(window.Page.Locator("[data-figure='Net revenue']")).ToBeVisibleAsync();
            await Expect(window.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(1);
            await Expect(window.Page.Locator("[aria-busy=true]")).ToHaveAttributeAsync("aria-label", "Loading");
        }

        await window.SettledAsync();
        await Expect(window.Page.Locator("section[aria-label='Top products of all time'] tbody tr").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Static_files_come_from_the_configured_origin()
    {
        await using Window window = await Scene.OpenSignedInAsync(separate.Address);
        List<string> files = [];
        window.Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/assets/", StringComparison.Ordinal)) files.Add(request.Url);
        };
        await window.GoAsync("/?range=all");
        await Expect(window.Page.Locator("time-chart")).ToHaveAttributeAsync("data-drawn", "");
        await Expect(window.Page.Locator("live-status")).ToHaveAttributeAsync("data-state", "live");
        Assert.Contains(files, url => url.Contains("/echarts/", StringComparison.Ordinal));
        Assert.All(files, url => Assert.StartsWith(separate.Cdn.Address.ToString(), url, StringComparison.Ordinal));
        Assert.Empty(window.Errors);
    }
}
