namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class SeparateConsoleTests(ConsoleScene scene) : ConsoleTest(scene)
{
    private const int MaxRequests = 10;

    [Fact]
    public async Task A_separate_console_sends_few_requests_and_recovers_from_an_outage_of_the_api()
    {
        await using CountingProxy proxy = await CountingProxy.StartAsync(Scene.Address);
        await using SeparateConsole console = await SeparateConsole.StartAsync(Scene.Folder, proxy.Address);
        await using Window window = await Scene.OpenSignedInAsync(console.Address);
        foreach (string path in Paths)
        {
            proxy.Take();
            await window.GoAsync(path);
            Assert.InRange(proxy.Take().Length, 0, MaxRequests);
        }

        proxy.IsAway = true;
        await window.GoAsync("/stores");
        await Expect(window.Page.Locator("main")).ToContainTextAsync("The API does not answer.");
        proxy.IsAway = false;
        await Expect(window.Page.Locator("td.entity").First).ToBeVisibleAsync();
    }
}
