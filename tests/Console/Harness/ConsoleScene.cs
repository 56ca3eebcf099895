using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>A browser, and an API with the console and a small chain in it. All tests share them.</summary>
public sealed class ConsoleScene : IAsyncLifetime
{
    public const string Password = "a password for tests";
    public const string Viewer = "vera";

    /// <summary>The name of a product; a page that took it for markup would run it.</summary>
    public const string MarkupName = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>";

    private const string Chromium = "/usr/bin/chromium";
    private const int Sales = 60;

    /// <summary>A busy machine may be slow; nothing is asserted about time.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-console-").FullName;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private ApiWithConsole _process = null!;

    public Uri Address => _process.Address;

    internal RetailClient Api { get; private set; } = null!;

    internal string Link => _process.Link;

    internal string Token => _process.Token;

    internal string Folder => _folder;

    public async Task InitializeAsync()
    {
        _process = await ApiWithConsole.StartAsync(_folder);
        Api = new RetailClient(_process.Address, _process.Token);
        await FillAsync();
        Assertions.SetDefaultExpectTimeout((float)Timeout.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        Api.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A window without cookies.</summary>
    internal async Task<Window> OpenAsync(Uri? address = null, bool isDark = false, (int Width, int Height)? size = null)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (address ?? Address).ToString(),
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = size?.Width ?? 1280, Height = size?.Height ?? 800 },
            Locale = "en-GB",
            TimezoneId = "Europe/London",
        });
        context.SetDefaultTimeout((float)Timeout.TotalMilliseconds);
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>A window of an operator.</summary>
    internal async Task<Window> OpenSignedInAsync(
        Uri? address = null, bool isDark = false, (int Width, int Height)? size = null, string? token = null)
    {
        Window window = await OpenAsync(address, isDark, size);
        await window.Context.AddCookiesAsync([
            new Cookie
            {
                Name = "retail-session", Value = token ?? Token, Url = (address ?? Address).ToString(), HttpOnly = true,
                SameSite = SameSiteAttribute.Strict,
            },
        ]);
        return window;
    }

    /// <summary>Records a sale of this moment.</summary>
    internal Task<Answer> SellAsync(string id, decimal price = 2.5m, string store = "london", string product = "lamp") =>
        Api.PostAsync("/transactions?wait=applied", SaleOf(id, TimeProvider.System.GetUtcNow(), store, product, 2, price));

    private static string SaleOf(
        string id, DateTimeOffset at, string store, string product, int quantity, decimal price) => JsonSerializer.Serialize(new
    {
        transactionId = id,
        storeId = store,
        customerId = "c-1",
        occurredAt = at.ToString("O", CultureInfo.InvariantCulture),
        lines = new[] { new { productId = product, quantity, unitPrice = price } },
    });

    private async Task FillAsync()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string[] stores = ["london", "paris", "United Kingdom / odd"];
        for (int number = 0; number < Sales; number++)
        {
            (string store, string product) = (stores[number % 3], number % 2 == 0 ? "lamp" : "cup");
            DateTimeOffset at = now.AddHours(-20 * number);
            string sale = SaleOf($"sale-{number}", at, store, product, 1 + (number % 4), 1.005m * (1 + (number % 7)));
            string path = number == Sales - 1 ? "/transactions?wait=applied" : "/transactions";
            (await Api.PostAsync(path, sale)).Expect(System.Net.HttpStatusCode.Created);
        }

        await Api.PutAsync("/products/cup", JsonSerializer.Serialize(new { name = MarkupName }));
        var viewer = new { name = Viewer, password = Password, roles = new[] { "viewer" } };
        await Api.PostAsync("/admin/accounts", JsonSerializer.Serialize(viewer));
    }
}

[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleScene>
{
    public const string Name = "console";
}
