using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

/// <summary>Behaviour that depends on the reader: locale, time zone, keyboard, theme.</summary>
public sealed class ReaderTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Theory]
    [InlineData("de-DE", "America/New_York", "123.456,7891", "246.913,5782", "14.02.2026, 22:30:00")]
    [InlineData("en-IN", "Asia/Kolkata", "1,23,456.7891", "2,46,913.5782", "15 Feb 2026, 9:00:00 am")]
    public async Task Numbers_and_times_are_written_as_the_reader_does_and_stay_exact(
        string locale, string zone, string price, string total, string time)
    {
        await Scene.RecordAsync("of-the-reader", new DateTimeOffset(2026, 2, 15, 3, 30, 0, TimeSpan.Zero), 123_456.7891m, "london");
        await using Window window = await Scene.OpenSignedInAsync(locale: locale, zone: zone);
        await window.GoAsync("/transaction?id=of-the-reader");
        Assert.Contains(price, await ShownAsync("local-number"));
        Assert.Contains(total, await ShownAsync("local-number"));
        Assert.Contains(time, await ShownAsync("local-time"));
        Assert.Equal(246_913.5782m, await window.FigureAsync("total"));

        async Task<string[]> ShownAsync(string element) => await window.Page.EvaluateAsync<string[]>(
            "name => [...document.querySelectorAll(name)].map(one => one.shadowRoot.textContent.replaceAll('\\u202f', ' '))", element);
    }

    [Fact]
    public async Task Pages_can_be_used_by_keyboard()
    {
        await Scene.SellAsync("by-keyboard");
        await using Window window = await Scene.OpenSignedInAsync();
        IPage page = window.Page;
        await window.GoAsync("/stores");
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#q")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("par/");
        await Expect(page.Locator("#q")).ToHaveValueAsync("par/");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/stores?q=par*");

        await window.GoAsync("/transaction?id=by-keyboard");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#content")).ToBeFocusedAsync();
        await page.FocusAsync("#void-note");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#confirm button:has-text('Cancel')")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#confirm")).ToBeHiddenAsync();
        await Expect(page.Locator("#void-note")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#confirm button:has-text('Cancel')")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-voided]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_question_asked_right_after_another_was_cancelled_is_answered()
    {
        await Scene.SellAsync("asked-twice");
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/transaction?id=asked-twice");
        await window.Page.EvaluateAsync("""
            () => {
                const dialog = document.getElementById('confirm');
                document.querySelector('form.void button').click();
                dialog.close();
                document.querySelector('form.void button').click();
            }
            """);
        await window.ConfirmAsync();
        await Expect(window.Page.Locator("[data-voided]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_points_of_a_chart_can_be_reached_without_a_mouse()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/store?id=london&range=7d");
        await window.Page.FocusAsync(".chart-table summary");
        await window.Page.Keyboard.PressAsync("Enter");
        ILocator link = window.Page.Locator(".chart-table tbody a").Last;
        string day = await link.InnerTextAsync();
        await link.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync($"**/transactions?range=custom&from={day}&to={day}*storeId=london");
    }

    [Fact]
    public async Task The_theme_follows_the_system_until_the_reader_chooses_one()
    {
        await using Window window = await Scene.OpenSignedInAsync(isDark: true);
        ILocator root = window.Page.Locator("html");
        await window.GoAsync("/stores");
        await Expect(root).ToHaveAttributeAsync("data-bs-theme", "dark");
        await window.Page.SelectOptionAsync("#theme", "light");
        await Expect(root).ToHaveAttributeAsync("data-bs-theme", "light");
        await window.GoAsync("/products");
        await Expect(root).ToHaveAttributeAsync("data-bs-theme", "light");
        await Expect(window.Page.Locator("#theme")).ToHaveValueAsync("light");
    }
}
