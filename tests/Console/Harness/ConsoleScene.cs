using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>A browser, and an API with the console and the data of a small retail chain. All tests share them.</summary>
public sealed class ConsoleScene : IAsyncLifetime
{
    public const string Password = "a password for tests";
    public const string Viewer = "vera";

    /// <summary>An account that is bound to the stores london and paris.</summary>
    public const string Bound = "bob";

    /// <summary>The name of a product. A page that did not encode it would run its script.</summary>
    public const string MarkupName = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>";

    private const string ImportedFile =
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        + "file-1,cup,CUP,2,2026-01-05 10:00,1.50,c-9,london\nfile-2,cup,CUP,many,2026-01-05 10:00,1.50,c-9,london\n";

    private const string Chromium = "/usr/bin/chromium";
    private const string Customer = "c-1";
    private const int Sales = 60;

    /// <summary>Long, because a busy machine may be slow and no test asserts durations.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-console-").FullName;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private ApiWithConsole _process = null!;

    public Uri Address => _process.Address;

    internal RetailClient Api { get; private set; } = null!;

    /// <summary>The issuer that signs users in at the console, and whose tokens the API accepts.</summary>
    internal SigningInIssuer Issuer { get; } = new();

    internal string Link => _process.Link;

    /// <summary>The last lines that the process wrote.</summary>
    internal string Log() => _process.Log();

    internal string Token => _process.Token;

    internal string Folder => _folder;

    /// <summary>The server of the streams.</summary>
    internal RedisServer Redis { get; private set; } = null!;

    /// <summary>An import with a recorded transaction and a bad row.</summary>
    internal string ImportId { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Redis = await RedisServer.StartNewAsync(durable: false);
        _process = await ApiWithConsole.StartAsync(_folder, [], [.. Issuer.Settings, ("REDIS_URL", $"redis://{Redis.Configuration}")]);
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
        await Redis.DisposeAsync();
        Issuer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A window without cookies.</summary>
    internal async Task<Window> OpenAsync(
        Uri? address = null,
        bool isDark = false,
        (int Width, int Height)? size = null,
        string locale = "en-GB",
        string zone = "Europe/London")
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (address ?? Address).ToString(),
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = size?.Width ?? 1280, Height = size?.Height ?? 800 },
            Locale = locale,
            TimezoneId = zone,
        });
        context.SetDefaultTimeout((float)Timeout.TotalMilliseconds);
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>A window in which an operator is signed in.</summary>
    internal async Task<Window> OpenSignedInAsync(
        Uri? address = null,
        bool isDark = false,
        (int Width, int Height)? size = null,
        string? token = null,
        string locale = "en-GB",
        string zone = "Europe/London")
    {
        Window window = await OpenAsync(address, isDark, size, locale, zone);
        await window.Context.AddCookiesAsync([
            new Microsoft.Playwright.Cookie
            {
                Name = "retail-session", Value = token ?? Token, Url = (address ?? Address).ToString(), HttpOnly = true,
                SameSite = SameSiteAttribute.Strict,
            },
        ]);
        return window;
    }

    /// <summary>Records a sale with the current time.</summary>
    internal Task<Answer> SellAsync(
        string id, decimal price = 2.5m, string store = "london", string product = "lamp", string customer = Customer) =>
        Api.PostAsync("/transactions?wait=applied", SaleOf(id, TimeProvider.System.GetUtcNow(), store, product, 2, price, customer));

    /// <summary>The JSON of a sale with the current time.</summary>
    internal static string SaleOf(string id) => SaleOf(id, TimeProvider.System.GetUtcNow(), "london", "lamp", 2, 2.5m);

    /// <summary>Records a sale of two lamps at the given time.</summary>
    internal Task<Answer> RecordAsync(string id, DateTimeOffset at, decimal price, string store) =>
        Api.PostAsync("/transactions?wait=applied", SaleOf(id, at, store, "lamp", 2, price));

    /// <summary>Corrects a sale of <see cref="SellAsync"/>: two lamps at another price.</summary>
    internal async Task CorrectAsync(string id, decimal price, string store = "london", string product = "lamp") => (await Api.PutAsync(
        $"/transactions/{id}?wait=applied",
        SaleOf(id, TimeProvider.System.GetUtcNow(), store, product, 2, price))).Expect(HttpStatusCode.Created);

    /// <summary>Records a return that names its sale.</summary>
    internal async Task ReturnAsync(string id, string original, int quantity, decimal price) => (await Api.PostAsync(
        "/transactions?wait=applied",
        JsonSerializer.Serialize(new
        {
            transactionId = id,
            storeId = "london",
            kind = "return",
            originalTransactionId = original,
            occurredAt = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            lines = new[] { new { productId = "lamp", quantity = -quantity, unitPrice = price } },
        }))).Expect(HttpStatusCode.Created);

    /// <summary>Adds an account with the role viewer.</summary>
    internal async Task AddAccountAsync(string name, string[]? stores)
    {
        string account = JsonSerializer.Serialize(new { name, password = Password, roles = new[] { "viewer" }, stores });
        (await Api.PostAsync("/admin/accounts", account)).Expect(HttpStatusCode.Created);
    }

    /// <summary>Signs an account in, as any client does.</summary>
    internal async Task<string> TokenOfAsync(string account)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["username"] = account,
            ["password"] = Password,
        });
        using HttpResponseMessage answer = await http.PostAsync(new Uri(Address, "/api/v1/auth/token"), form);
        using JsonDocument token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return token.RootElement.GetProperty("access_token").GetString()!;
    }

    private static string SaleOf(
        string id, DateTimeOffset at, string store, string product, int quantity, decimal price, string customer = Customer) =>
        JsonSerializer.Serialize(new
        {
            transactionId = id,
            storeId = store,
            customerId = customer,
            occurredAt = at.ToString("O", CultureInfo.InvariantCulture),
            lines = new[] { new { productId = product, quantity, unitPrice = price } },
        });

    private async Task FillAsync()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        ImportId = (await Api.ImportAsync("till.csv", Encoding.UTF8.GetBytes(ImportedFile))).GetProperty("importId").GetString()!;
        string[] stores = ["london", "paris", "United Kingdom / odd"];
        for (int number = 0; number < Sales; number++)
        {
            (string store, string product) = (stores[number % 3], number % 2 == 0 ? "lamp" : "cup");
            DateTimeOffset at = now.AddHours(-20 * number);
            string sale = SaleOf($"sale-{number}", at, store, product, 1 + (number % 4), 1.005m * (1 + (number % 7)));
            string path = number == Sales - 1 ? "/transactions?wait=applied" : "/transactions";
            (await Api.PostAsync(path, sale)).Expect(HttpStatusCode.Created);
        }

        await Api.PutAsync("/products/cup", JsonSerializer.Serialize(new { name = MarkupName }));
        await AddAccountAsync(Viewer, stores: null);
        await AddAccountAsync(Bound, ["london", "paris"]);
    }
}

[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleScene>
{
    public const string Name = "console";
}
