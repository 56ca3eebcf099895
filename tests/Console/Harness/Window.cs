using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>A browser window with separate cookies. It collects the page's errors, including content security policy violations.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly List<string> _errors = [];

    public Window(IBrowserContext context, IPage page)
    {
        Context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _errors.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => _errors.Add($"{page.Url}: {error}");
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Opens a page and waits until all its cards have loaded.</summary>
    public async Task<IPage> GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await SettledAsync();
        return Page;
    }

    /// <summary>Waits until all cards have loaded.</summary>
    public Task SettledAsync() => Assertions.Expect(Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);

    /// <summary>Confirms the open dialog of the page.</summary>
    public Task ConfirmAsync() => Page.ClickAsync("#confirm[open] [data-confirmed]");

    /// <summary>The exact value of a figure.</summary>
    public async Task<decimal> FigureAsync(string name)
    {
        string value = (await Page.Locator($"[data-figure='{name}'] local-number").First.GetAttributeAsync("value"))!;
        return decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
