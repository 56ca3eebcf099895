using System.Net;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class SignInTests(ConsoleScene scene) : ConsoleTest(scene)
{
    [Fact]
    public async Task The_printed_link_signs_in_once()
    {
        await using Window window = await Scene.OpenAsync();
        await window.Page.GotoAsync(Scene.Link);
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("Overview");
        await using Window second = await Scene.OpenAsync();
        await second.Page.GotoAsync(Scene.Link);
        await Expect(second.Page.Locator(".alert-danger")).ToContainTextAsync("has been used");
    }

    [Fact]
    public async Task An_account_signs_in_sees_what_its_role_allows_and_signs_out()
    {
        await using Window window = await Scene.OpenAsync();
        await window.Page.GotoAsync("/stores?sort=id");
        await SignInAsync(window.Page, "not the password");
        await Expect(window.Page.Locator(".alert-danger")).ToContainTextAsync("wrong");
        await SignInAsync(window.Page, ConsoleScene.Password);
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("Stores");
        await Expect(window.Page.Locator(".side .links > a"))
            .ToHaveTextAsync(["Overview", "Stores", "Products", "Customers", "Transactions"]);
        await window.GoAsync("/operations");
        await Expect(window.Page.Locator("main")).ToContainTextAsync("Not allowed");
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out" }).ClickAsync();
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("RetailGrains");
        await window.Page.GotoAsync("/stores");
        Assert.Contains("/sign-in", window.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_the_api_refuses_leads_to_the_sign_in_page()
    {
        string revoked = TestTokens.Sign(TestTokens.Claims("nobody", "viewer"), "another key that the API does not have, 32 bytes");
        await using Window window = await Scene.OpenSignedInAsync(token: revoked);
        await window.Page.GotoAsync("/products");
        await window.Page.WaitForURLAsync("**/sign-in?then=%2Fproducts");
    }

    [Fact]
    public async Task Deleting_an_account_ends_all_its_sessions()
    {
        await Scene.AddAccountAsync("leaver", stores: null);
        string token = await Scene.TokenOfAsync("leaver");
        await using Window first = await Scene.OpenSignedInAsync(token: token), second = await Scene.OpenSignedInAsync(token: token);
        foreach (Window window in new[] { first, second })
        {
            await window.GoAsync("/stores");
            await Expect(window.Page.Locator("td.entity").First).ToBeVisibleAsync();
        }

        (await Scene.Api.DeleteAsync("/admin/accounts/leaver")).Expect(HttpStatusCode.NoContent);
        using var api = new RetailClient(Scene.Address, token);
        await Eventually.IsTrueAsync(
            "the token is revoked", async () => (await api.GetAsync("/stores")).Status == HttpStatusCode.Unauthorized);
        foreach (Window window in new[] { first, second })
        {
            await window.Page.GotoAsync("/products");
            await window.Page.WaitForURLAsync("**/sign-in?then=%2Fproducts");
        }
    }

    [Fact]
    public async Task The_session_cookie_is_inaccessible_to_scripts_and_other_sites()
    {
        using HttpResponseMessage answer = await PostAsync("/session", Scene.Address.GetLeftPart(UriPartial.Authority), new()
        {
            ["username"] = ConsoleScene.Viewer,
            ["password"] = ConsoleScene.Password,
            ["then"] = "//evil.example",
        });
        Assert.Equal("/", answer.Headers.Location!.ToString());
        foreach (string name in new[] { "retail-session", "retail-renewal" })
        {
            string cookie = CookieOf(answer, name)!;
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("expires=", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_session_outlives_its_access_token_in_all_tabs_until_the_account_changes()
    {
        await Scene.AddAccountAsync("stayer", stores: null);
        using HttpResponseMessage answer = await PostAsync("/session", Scene.Address.GetLeftPart(UriPartial.Authority), new()
        {
            ["username"] = "stayer",
            ["password"] = ConsoleScene.Password,
        });
        string renewal = CookieOf(answer, "retail-renewal")!.Split(';')[0];
        foreach (HttpResponseMessage tab in await Task.WhenAll(GetAsync("/stores", renewal), GetAsync("/stores", renewal)))
        {
            Assert.Equal(HttpStatusCode.OK, tab.StatusCode);
            Assert.Contains("stayer", await tab.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.NotNull(CookieOf(tab, "retail-session"));
            Assert.NotNull(CookieOf(tab, "retail-renewal"));
            tab.Dispose();
        }

        // Requests that the page sends without user activity do not keep the session alive.
        using (HttpResponseMessage live = await GetAsync("/live", renewal, HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
            Assert.Null(CookieOf(live, "retail-renewal"));
        }

        using HttpResponseMessage fresh = await PostAsync("/session", Scene.Address.GetLeftPart(UriPartial.Authority), new()
        {
            ["username"] = "stayer",
            ["password"] = ConsoleScene.Password,
        });
        (await Scene.Api.PutAsync("/admin/accounts/stayer/roles", """{"roles": ["producer"]}""")).Expect(HttpStatusCode.OK);
        using HttpResponseMessage ended = await GetAsync("/stores", CookieOf(fresh, "retail-renewal")!.Split(';')[0]);
        Assert.Equal("/sign-in?then=%2Fstores", ended.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/session")]
    [InlineData("/session/end")]
    [InlineData("/transaction/void")]
    [InlineData("/transaction/correction")]
    [InlineData("/store/entry")]
    [InlineData("/imports/upload")]
    [InlineData("/operations/rebuild")]
    [InlineData("/customer/erasure")]
    [InlineData("/import/undo")]
    [InlineData("/operations/access/accounts/add")]
    public async Task A_form_posted_by_another_site_is_refused(string path)
    {
        foreach (string? origin in new[] { "https://evil.example", "null", null })
        {
            using HttpResponseMessage answer = await PostAsync(path, origin, []);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    private static async Task SignInAsync(IPage page, string password)
    {
        await page.FillAsync("#username", ConsoleScene.Viewer);
        await page.FillAsync("#password", password);
        await page.ClickAsync("form button");
    }

    private static string? CookieOf(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies)
            ? cookies.SingleOrDefault(cookie => cookie.StartsWith($"{name}=", StringComparison.Ordinal))
            : null;

    private async Task<HttpResponseMessage> GetAsync(
        string path, string cookie, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Scene.Address, path));
        request.Headers.Add("Cookie", cookie);
        return await http.SendAsync(request, completion);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string? origin, Dictionary<string, string> form)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Scene.Address, path));
        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Add("Cookie", $"retail-session={Scene.Token}");
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await http.SendAsync(request);
    }
}
