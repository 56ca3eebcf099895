using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

/// <summary>Tests of pages in a browser.</summary>
[Collection(ConsoleCollection.Name)]
public abstract class ConsoleTest(ConsoleScene scene)
{
    protected const string SignInPath = "/sign-in";

    /// <summary>The paths of all pages that an operator uses.</summary>
    protected string[] Paths { get; } =
    [
        "/?range=all", "/?range=1d&compare=year", "/stores", "/products?sort=id", "/customers?q=nothing", "/store?id=london",
        "/product?id=cup&range=all", "/customer?id=c-1", "/transactions?range=all", "/transactions?q=l", "/transaction?id=sale-1",
        "/transaction?id=missing", "/transaction/correct?id=sale-1", "/store/day?id=london", "/imports",
        "/import?id=" + scene.ImportId,
        "/operations", "/operations/streams", "/operations/audit", "/operations/access",
    ];

    protected ConsoleScene Scene { get; } = scene;

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
