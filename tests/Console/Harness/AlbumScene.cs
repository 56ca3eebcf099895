using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>A demo with an example of everything: an import with a bad row, dead letters, a voided sale, a customer to erase.</summary>
internal sealed class AlbumScene : IAsyncDisposable
{
    private const string BadFile =
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        + "i-1,cup,CUP,2,2026-01-05 10:00,1.50,c-9,london\ni-2,cup,CUP,many,2026-01-05 10:00,1.50,c-9,london\n";

    private readonly Dictionary<string, string> _ids = [];
    private RedisServer _redis = null!;
    private ApiWithConsole _demo = null!;
    private SeparateConsole _console = null!;
    private RetailClient _client = null!;
    private int _leavers;

    private AlbumScene()
    {
    }

    public Uri Address => _console.Address;

    public string Token => _demo.Token;

    /// <summary>The proxy between the console and the demo.</summary>
    public CountingProxy Api { get; private set; } = null!;

    public static async Task<AlbumScene> StartAsync(string folder)
    {
        RedisServer redis = await RedisServer.StartNewAsync(durable: false);
        ApiWithConsole demo =
            await ApiWithConsole.StartAsync(folder, ["demo", "5000"], [("REDIS_URL", $"redis://{redis.Configuration}")]);
        CountingProxy api = await CountingProxy.StartAsync(demo.Address);
        var scene = new AlbumScene
        {
            _redis = redis,
            _demo = demo,
            Api = api,
            _console = await SeparateConsole.StartAsync(folder, api.Address),
            _client = new RetailClient(demo.Address, demo.Token),
        };
        try
        {
            await scene.FillAsync();
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Replaces the placeholders in a path with ids of the demo.</summary>
    public string Fill(string path) => _ids.Aggregate(
        path, (text, id) => text.Replace(id.Key, Uri.EscapeDataString(id.Value), StringComparison.Ordinal));

    /// <summary>Adds a customer for the pictures of one look to erase.</summary>
    public async Task PrepareAsync()
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"leaver-{++_leavers}");
        string sale = JsonSerializer.Serialize(new
        {
            transactionId = $"of-{id}",
            storeId = "london",
            customerId = id,
            occurredAt = TimeProvider.System.GetUtcNow().AddDays(-40).ToString("O", CultureInfo.InvariantCulture),
            lines = new[] { new { productId = "lamp", quantity = 1, unitPrice = 3m } },
        });
        (await _client.PostAsync("/transactions?wait=applied", sale)).Expect(HttpStatusCode.Created);
        _ids["LEAVER"] = id;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _console.DisposeAsync();
        await Api.DisposeAsync();
        await _demo.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private async Task FillAsync()
    {
        JsonElement import = await _client.ImportAsync("till.csv", Encoding.UTF8.GetBytes(BadFile));
        _ids["IMPORT"] = import.GetProperty("importId").GetString()!;
        _ids["STORE"] = await FirstAsync("/stores?sort=-transactions", "storeId");
        _ids["PRODUCT"] = await FirstAsync("/products?sort=-transactions", "productId");
        _ids["CUSTOMER"] = await FirstAsync("/customers?sort=-transactions", "customerId");
        JsonElement[] sales = [.. (await _client.GetAsync("/transactions"))["items"].EnumerateArray()
            .Where(item => item.GetProperty("kind").GetString() == "sale")];
        _ids["SALE"] = sales[0].GetProperty("transactionId").GetString()!;
        _ids["VOIDED"] = sales[1].GetProperty("transactionId").GetString()!;
        string path = $"/transactions/{Uri.EscapeDataString(_ids["VOIDED"])}/void?wait=applied";
        (await _client.PostAsync(path, """{"note": "rung up twice"}""")).Expect(HttpStatusCode.Created);
        await AddDeadLetterAsync("""{"transactionId": "till-7-4711", "storeId": "london", "lines": []}""");
        await AddDeadLetterAsync("{broken");
    }

    private async Task<string> FirstAsync(string path, string id) =>
        (await _client.GetAsync(path)).Expect(HttpStatusCode.OK)["items"][0].GetProperty(id).GetString()!;

    private async Task AddDeadLetterAsync(string content) =>
        await _redis.CommandAsync("XADD", "sales:0", "*", "v", "1", "tx", content);
}
