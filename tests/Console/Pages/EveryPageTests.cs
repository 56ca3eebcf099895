using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class EveryPageTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public void Every_page_of_the_console_is_in_the_list()
    {
        string[] routes =
        [
            .. typeof(RetailGrains.WebConsole.Shell.App).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>())
                .Select(route => route.Template),
        ];
        Assert.NotEmpty(routes);
        Assert.Empty(routes.Except([.. Paths.Select(path => path.Split('?')[0]), SignInPath]));
    }

    [Fact]
    public async Task Every_card_says_what_it_means_and_what_it_shows_can_be_downloaded()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        List<string> problems = [];
        foreach (string path in Paths)
        {
            await window.GoAsync(path);
            string[] found = await window.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('[data-card]')].flatMap(card => [
                    card.querySelector('.card-header .meaning p')?.textContent ? '' : `${card.ariaLabel} has no definition`,
                    card.querySelector('table:not(.inputs), .facts, .figure') && !card.querySelector('[data-csv]')
                        ? `${card.ariaLabel} has no CSV` : '',
                ]).filter(problem => problem)
                """);
            problems.AddRange(found.Select(problem => $"{path}: {problem}"));
        }

        Assert.Empty(problems);
    }

    [Fact]
    public async Task Every_card_of_the_overview_says_as_of_when_it_is()
    {
        await using Window window = await Scene.OpenSignedInAsync();
        await window.GoAsync("/?range=all");
        ILocator cards = window.Page.Locator("[data-card]");
        await Expect(cards).ToHaveCountAsync(4);
        await Expect(cards.Locator(".card-footer local-time")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task No_page_is_wider_than_a_phone()
    {
        await using Window window = await Scene.OpenSignedInAsync(size: (360, 740));
        foreach (string path in Paths.Prepend(SignInPath))
        {
            await window.GoAsync(path);
            Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), path);
        }
    }

    [Fact]
    public async Task Pages_allow_no_inline_code_and_files_are_compressed_and_cached()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using HttpResponseMessage page = await http.GetAsync(new Uri(Scene.Address, "/sign-in"));
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        string html = await page.Content.ReadAsStringAsync();
        foreach (string url in html.Split('"').Where(part => part.StartsWith("/assets/", StringComparison.Ordinal)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Scene.Address, url));
            request.Headers.Add("Accept-Encoding", "br");
            using HttpResponseMessage file = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Equal("br", Assert.Single(file.Content.Headers.ContentEncoding));
            Assert.Contains("immutable", file.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }

        using HttpResponseMessage older = await http.GetAsync(new Uri(Scene.Address, "/assets/000000000000/css/console.css"));
        Assert.True(older.Headers.CacheControl!.NoCache);
    }
}
