using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

/// <summary>The screenshots of docs/console.md. RETAIL_WRITE_SCREENSHOTS=1 regenerates them.</summary>
public sealed class ScreenshotTests(ConsoleScene scene) : ConsoleTest(scene)
{
    private const int MaxBytes = 100_000;

    [Theory]
    [InlineData("console-overview.png", "/?range=28d&currency=EUR", false, 1280, 640)]
    [InlineData("console-phone.png", "/?range=28d&currency=EUR", true, 390, 780)]
    public async Task Screenshots_exist_and_are_small(string file, string path, bool isDark, int width, int height)
    {
        string target = Path.Combine(BuiltAssembly.Root, "docs", "images", file);
        if (Environment.GetEnvironmentVariable("RETAIL_WRITE_SCREENSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            string folder = Directory.CreateTempSubdirectory("retail-demo-").FullName;
            await using ApiWithConsole demo = await ApiWithConsole.StartAsync(folder, "demo", "5000");
            await using Window window = await Scene.OpenSignedInAsync(demo.Address, isDark, (width, height), demo.Token);
            await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
            await window.GoAsync(path);
            await Expect(window.Page.Locator("time-chart")).ToHaveAttributeAsync("data-drawn", "");
            await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = target, Animations = ScreenshotAnimations.Disabled });
        }

        Assert.InRange(new FileInfo(target).Length, 1, MaxBytes);
    }
}
