using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

/// <summary>The bytes that the first view of the overview transfers with a cold cache, as counted by the browser.</summary>
public sealed class WeightTests(ConsoleScene scene) : ConsoleTest(scene)
{
    private const int MaxDocumentAndStyles = 100_000;
    private const int MaxCharts = 400_000;

    [Fact]
    public async Task The_first_view_is_small_and_contacts_no_other_origin()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        List<IRequest> finished = [];
        window.Page.RequestFinished += (_, request) => finished.Add(request);
        await window.GoAsync("/?range=all");
        await Expect(window.Page.Locator("time-chart")).ToHaveAttributeAsync("data-drawn", "");
        Assert.All(finished, request => Assert.StartsWith(Scene.Address.ToString(), request.Url, StringComparison.Ordinal));
        Assert.InRange(await WeightAsync(finished, request => request.ResourceType is "document" or "stylesheet"), 1, MaxDocumentAndStyles);
        Assert.InRange(
            await WeightAsync(finished, request => request.Url.Contains("/echarts/", StringComparison.Ordinal)), 1, MaxCharts);
    }

    private static async Task<int> WeightAsync(IEnumerable<IRequest> requests, Func<IRequest, bool> which)
    {
        int sum = 0;
        foreach (IRequest request in requests.Where(which)) sum += (await request.SizesAsync()).ResponseBodySize;
        return sum;
    }
}
