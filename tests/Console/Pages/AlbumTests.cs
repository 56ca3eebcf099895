using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

/// <summary>
/// Pictures of every page of a demo, to look at them. RETAIL_WRITE_ALBUM=FOLDER writes them; otherwise one page is taken, so that this goes
/// on working.
/// </summary>
public sealed class AlbumTests(ConsoleScene scene) : ConsoleTest(scene)
{
    private const string BadFile =
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        + "i-1,cup,CUP,2,2026-01-05 10:00,1.50,c-9,london\ni-2,cup,CUP,many,2026-01-05 10:00,1.50,c-9,london\n";

    private static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/?range=28d"), ("overview-currency", "/?range=28d&currency=EUR"), ("overview-empty", "/?range=1d&compare=year"),
        ("stores", "/stores"), ("products", "/products"), ("customers", "/customers"), ("customers-none", "/customers?q=nothing"),
        ("store", "/store?id=STORE&range=28d"), ("product", "/product?id=PRODUCT&range=28d"),
        ("customer", "/customer?id=CUSTOMER&range=all"),
        ("closing", "/store/day?id=STORE"), ("transactions", "/transactions?range=28d"), ("search", "/transactions?q=1"),
        ("receipt", "/transaction?id=SALE"), ("receipt-missing", "/transaction?id=missing"), ("correct", "/transaction/correct?id=SALE"),
        ("imports", "/imports"), ("import", "/import?id=IMPORT"), ("operations", "/operations"), ("streams", "/operations/streams"),
        ("audit", "/operations/audit"), ("access", "/operations/access"), ("sign-in", "/sign-in"),
    ];

    [Fact]
    public async Task Every_page_can_be_opened()
    {
        string? target = Environment.GetEnvironmentVariable("RETAIL_WRITE_ALBUM");
        bool isAsked = !string.IsNullOrEmpty(target);
        string folder = Directory.CreateTempSubdirectory("retail-album-").FullName;
        await using ApiWithConsole? demo = isAsked ? await ApiWithConsole.StartAsync(folder, "demo", "5000") : null;
        Dictionary<string, string> ids = isAsked ? await IdsAsync(demo!) : [];
        (string Name, bool IsDark, int Width, int Height)[] looks =
            [("light", false, 1280, 800), ("dark", true, 1280, 800), ("phone", false, 390, 780)];
        foreach ((string look, bool isDark, int width, int height) in isAsked ? looks : looks[..1])
        {
            await using Window window = await Scene.OpenSignedInAsync(demo?.Address, isDark, (width, height), demo?.Token);
            await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
            foreach ((string name, string path) in isAsked ? Pages : [("sign-in", "/sign-in")])
            {
                await window.GoAsync(ids.Aggregate(
                    path, (text, id) => text.Replace(id.Key, Uri.EscapeDataString(id.Value), StringComparison.Ordinal)));
                ILocator chart = window.Page.Locator("time-chart");
                for (int drawn = 0; drawn < await chart.CountAsync(); drawn++)
                    await Expect(chart.Nth(drawn)).ToHaveAttributeAsync("data-drawn", "");
                await window.Page.ScreenshotAsync(new PageScreenshotOptions
                {
                    Path = Path.Combine(target ?? folder, $"{name}-{look}.png"),
                    Animations = ScreenshotAnimations.Disabled,
                    FullPage = true,
                });
            }
        }

        Assert.NotEmpty(Directory.GetFiles(target ?? folder, "*.png"));
    }

    /// <summary>Things of the demo, and an import with a bad row.</summary>
    private static async Task<Dictionary<string, string>> IdsAsync(ApiWithConsole demo)
    {
        using var api = new RetailClient(demo.Address, demo.Token);
        JsonElement import = await api.ImportAsync("till.csv", Encoding.UTF8.GetBytes(BadFile));
        return new Dictionary<string, string>
        {
            ["STORE"] = await FirstAsync("/stores", "storeId"),
            ["PRODUCT"] = await FirstAsync("/products", "productId"),
            ["CUSTOMER"] = await FirstAsync("/customers", "customerId"),
            ["SALE"] = await FirstAsync("/transactions", "transactionId"),
            ["IMPORT"] = import.GetProperty("importId").GetString()!,
        };

        async Task<string> FirstAsync(string path, string id) => (await api.GetAsync(path))["items"][0].GetProperty(id).GetString()!;
    }
}
