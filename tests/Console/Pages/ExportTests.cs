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
}
