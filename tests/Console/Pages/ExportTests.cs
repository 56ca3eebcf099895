using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class ExportTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Theory]
    [InlineData("/stores?q=lon&sort=id", "storeId,", "london,", "paris,")]
    [InlineData("/products?sort=id", "productId,", "cup,", null)]
    [InlineData("/customers?sort=id", "customerId,", "c-1,", null)]
    [InlineData("/transactions?range=all&storeId=london", "transactionId,", ",london,", ",paris,")]
    public async Task A_list_is_downloaded_as_a_whole_with_its_filters(string path, string header, string held, string? filtered)
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync(path);
        IDownload download = await window.Page.RunAndWaitForDownloadAsync(
            () => window.Page.GetByText("All as CSV").ClickAsync());
        string csv = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.StartsWith(header, csv, StringComparison.Ordinal);
        Assert.Contains(held, csv, StringComparison.Ordinal);
        if (filtered is not null) Assert.DoesNotContain(filtered, csv, StringComparison.Ordinal);
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task A_table_is_downloaded_as_it_is_shown_and_a_spreadsheet_runs_nothing_in_it()
    {
        await Scene.SellAsync("with-formula", 1.2345m, product: "=2+3");
        await Scene.SellAsync("with-formulas", 1m, product: "x;=2");
        await using Window window = await Scene.OpenSignedInAsync();
        string[] products = await DownloadAsync(window, "/products?sort=id", "Products");
        Assert.Equal("Product,Net revenue,Gross sales,Reductions,Units,Transactions,Returns", products[0]);
        Assert.Contains("'=2+3,2.469,2.469,0,2,1,0", products);
        Assert.Contains(products, row => row.StartsWith("x;'=2,", StringComparison.Ordinal));
        Assert.Equal(await window.Page.Locator("section[aria-label=Products] tbody tr").CountAsync(), products.Length - 1);

        // A cell with a form exports its current value, not all its options.
        string[] accounts = await DownloadAsync(window, "/operations/access", "Accounts");
        Assert.Equal("Name,Roles,Stores,Created", accounts[0]);
        Assert.Contains(accounts, row => row.StartsWith("bob,viewer,\"london, paris\",2", StringComparison.Ordinal));
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task A_card_without_a_table_is_downloaded_as_its_figures()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        string[] rows = await DownloadAsync(window, "/store?id=paris", "All days");
        string revenue = (await Scene.Api.GetAsync("/stores/paris"))["totals"].GetProperty("netRevenue").GetRawText();
        Assert.Contains($"Net revenue,{revenue}", rows);
        string[] import = await DownloadAsync(window, "/import?id=" + Scene.ImportId, "till.csv");
        Assert.Contains("Recorded,1", import);
        Assert.Contains("Rejected,1", import);
    }

    /// <summary>Downloads a card's CSV and returns its lines.</summary>
    private static async Task<string[]> DownloadAsync(Window window, string path, string card)
    {
        await window.GoAsync(path);
        IDownload download = await window.Page.RunAndWaitForDownloadAsync(
            () => window.Page.ClickAsync($"section[aria-label='{card}'] [data-csv]"));
        string csv = await File.ReadAllTextAsync(await download.PathAsync());
        return csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}
