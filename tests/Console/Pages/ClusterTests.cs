using System.Net;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class ClusterTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task An_open_page_keeps_working_while_a_silo_is_lost_and_restarted()
    {
        await using ConsoleCluster cluster = await ConsoleCluster.StartAsync();
        await SellAsync(cluster, "before");
        await using Window overview = await Scene.OpenSignedInAsync(cluster.Address, token: TestTokens.Operator);
        await using Window operations = await Scene.OpenSignedInAsync(cluster.Address, token: TestTokens.Operator);
        await overview.GoAsync("/");
        await Expect(overview.Page.Locator("tr[data-id=before]")).ToBeVisibleAsync();
        await Expect(overview.Page.Locator("live-status")).ToHaveAttributeAsync("data-state", "live");

        await cluster.LoseSiloAsync();
        await SellAsync(cluster, "without");
        await Expect(overview.Page.Locator("tr[data-id=without]")).ToBeVisibleAsync();
        await ExpectSilosAsync(operations, 1);

        await cluster.RegainSiloAsync();
        await SellAsync(cluster, "after");
        await Expect(overview.Page.Locator("tr[data-id=after]")).ToBeVisibleAsync();
        await ExpectSilosAsync(operations, 2);
        await overview.GoAsync("/?range=all");
        Assert.Equal(3, await overview.FigureAsync("Transactions"));
    }

    private static Task ExpectSilosAsync(Window window, int count) => Eventually.IsTrueAsync($"the page shows {count} silos", async () =>
    {
        await window.GoAsync("/operations");
        return await window.Page.Locator("section[aria-label=Silos] tbody tr").CountAsync() == count;
    });

    /// <summary>Sends a sale until it is recorded, as a till does.</summary>
    private static Task SellAsync(ConsoleCluster cluster, string id) => Eventually.IsTrueAsync($"{id} is recorded", async () =>
    {
        string now = TimeProvider.System.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        string sale = $$"""
            {"transactionId": "{{id}}", "storeId": "london", "occurredAt": "{{now}}",
             "lines": [{"productId": "lamp", "quantity": 1, "unitPrice": 3}]}
            """;
        return (await cluster.Api.PostAsync("/transactions?wait=applied", sale)).Status is HttpStatusCode.Created or HttpStatusCode.OK;
    });
}
