using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

/// <summary>
/// Takes pictures of every page of a demo for visual review, including open dialogs, responses to forms, loading pages, and pages without
/// an API. RETAIL_WRITE_ALBUM=FOLDER writes them. Otherwise, the test takes one picture to keep this code working.
/// </summary>
public sealed class AlbumTests(ConsoleScene scene) : ConsoleTest(scene)
{
    private static readonly (string Name, bool IsDark, int Width, int Height)[] Looks =
        [("light", false, 1280, 800), ("dark", true, 1280, 800), ("phone", false, 390, 780)];

    private static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/?range=28d"), ("overview-currency", "/?range=28d&currency=EUR"), ("overview-empty", "/?range=1d&compare=year"),
        ("stores", "/stores"), ("products", "/products"), ("customers", "/customers"), ("customers-none", "/customers?q=nothing"),
        ("store", "/store?id=STORE&range=28d"), ("product", "/product?id=PRODUCT&range=28d"),
        ("customer", "/customer?id=CUSTOMER&range=all"), ("closing", "/store/day?id=STORE"),
        ("closing-empty", "/store/day?id=STORE&date=2001-01-01"), ("transactions", "/transactions?range=28d"),
        ("transactions-filtered", "/transactions?range=28d&storeId=STORE&productId=PRODUCT"), ("search", "/transactions?q=1"),
        ("receipt", "/transaction?id=SALE"), ("receipt-missing", "/transaction?id=missing"), ("correct", "/transaction/correct?id=SALE"),
        ("imports", "/imports"), ("import", "/import?id=IMPORT"), ("operations", "/operations"), ("streams", "/operations/streams"),
        ("audit", "/operations/audit"), ("access", "/operations/access"), ("sign-in", "/sign-in"),
    ];

    /// <summary>Pages with an action before the picture.</summary>
    private static readonly (string Name, string Path, Func<IPage, Task> Do)[] Actions =
    [
        ("void", "/transaction?id=SALE", page => page.ClickAsync("button:has-text('Void this transaction')")),
        ("correct-refused", "/transaction/correct?id=SALE", async page =>
        {
            await page.GetByLabel("Quantity of line 1").FillAsync("a few");
            await page.ClickAsync("text=Record the correction");
            await page.WaitForSelectorAsync(".alert-danger");
        }),
        ("voided", "/transaction?id=VOIDED", _ => Task.CompletedTask),
        ("undo", "/import?id=IMPORT", page => page.ClickAsync("text=Undo this import")),
        ("access-opened", "/operations/access", OpenAllAsync),
        ("definition", "/?range=28d&currency=EUR", page => page.ClickAsync("section[aria-label=Revenue] .figure .meaning summary")),
        ("reconciliation", "/operations", async page =>
        {
            await page.ClickAsync("text=Run the reconciliation");
            await page.WaitForSelectorAsync("[data-agrees]");
        }),
        ("erase", "/customer?id=CUSTOMER", EraseAsync),
        ("erased", "/customer?id=LEAVER", async page =>
        {
            await EraseAsync(page);
            await page.ClickAsync("#confirm [data-confirmed]");
            await page.WaitForSelectorAsync("[data-erasure]");
        }),
        ("menu", "/stores", async page =>
        {
            if (await page.IsVisibleAsync(".side .menu summary")) await page.ClickAsync(".side .menu summary");
        }),
    ];

    [Fact]
    public async Task Every_page_can_be_opened()
    {
        string folder = Directory.CreateTempSubdirectory("retail-album-").FullName;
        if (Environment.GetEnvironmentVariable("RETAIL_WRITE_ALBUM") is { Length: > 0 } target)
        {
            await using AlbumScene demo = await AlbumScene.StartAsync(folder);
            foreach ((string name, bool isDark, int width, int height) in Looks)
            {
                await using Window window = await Scene.OpenSignedInAsync(demo.Address, isDark, (width, height), demo.Token);
                await TakeAllAsync(window, demo, one => Path.Combine(target, $"{one}-{name}.png"));
            }

            return;
        }

        await using Window one = await Scene.OpenSignedInAsync();
        await one.GoAsync(SignInPath);
        await TakeAsync(one.Page, Path.Combine(folder, "sign-in.png"));
        Assert.NotEmpty(Directory.GetFiles(folder, "*.png"));
    }

    private static async Task TakeAllAsync(Window window, AlbumScene demo, Func<string, string> fileOf)
    {
        IPage page = window.Page;
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await demo.PrepareAsync();
        foreach ((string name, string path, Func<IPage, Task>? act) in Pages.Select(one => (one.Name, one.Path, (Func<IPage, Task>?)null))
            .Concat(Actions.Select(one => (one.Name, one.Path, (Func<IPage, Task>?)one.Do))))
        {
            await window.GoAsync(demo.Fill(path));
            ILocator chart = page.Locator("time-chart");
            for (int drawn = 0; drawn < await chart.CountAsync(); drawn++)
                await Expect(chart.Nth(drawn)).ToHaveAttributeAsync("data-drawn", "");
            if (act is not null) await act(page);
            await TakeAsync(page, fileOf(name));
        }

        using (demo.Api.HoldBack("/api/v1/"))
        {
            (string Name, string Path)[] loading =
                [("loading-overview", "/"), ("loading-list", "/products"), ("loading-operations", "/operations")];
            foreach ((string name, string path) in loading)
            {
                await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
                await page.WaitForSelectorAsync("[aria-busy=true]");
                await TakeAsync(page, fileOf(name));
            }
        }

        demo.Api.IsAway = true;
        await window.GoAsync("/");
        await TakeAsync(page, fileOf("away"));
        demo.Api.IsAway = false;
    }

    private static async Task TakeAsync(IPage page, string path) => await page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = path,
        Animations = ScreenshotAnimations.Disabled,
        FullPage = true,
    });

    private static async Task OpenAllAsync(IPage page) =>
        await page.EvaluateAsync("document.querySelectorAll('main details:not(.meaning)').forEach(one => one.open = true)");

    private static async Task EraseAsync(IPage page)
    {
        await page.ClickAsync("summary:has-text('Erase this customer')");
        await page.FillAsync("#confirmation", await page.InputValueAsync("form[action$='erasure'] input[name=id]"));
        await page.ClickAsync("button:has-text('Erase this customer')");
    }
}
