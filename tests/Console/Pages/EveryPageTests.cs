using System.Net;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class EveryPageTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_page_is_accessible_and_complies_with_its_content_security_policy(bool isDark)
    {
        await using Window window = await Scene.OpenSignedInAsync(isDark: isDark);
        List<string> violations = [];
        foreach (string path in Paths.Prepend("/sign-in"))
        {
            await window.GoAsync(path);
            AxeResult result = await window.Page.RunAxe();
            violations.AddRange(result.Violations.Where(one => one.Impact is "serious" or "critical")
                .Select(one => $"{path}: {one.Id}: {string.Join(" ", one.Nodes.Take(3).Select(node => node.Html))}"));
        }

        Assert.Empty(violations);
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task No_page_is_wider_than_a_phone()
    {
        await using Window window = await Scene.OpenSignedInAsync(size: (360, 740));
        foreach (string path in Paths.Prepend("/sign-in"))
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
