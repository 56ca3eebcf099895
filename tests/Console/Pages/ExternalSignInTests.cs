using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;

namespace RetailGrains.Tests.WebConsole.Pages;

public sealed class ExternalSignInTests(ConsoleScene scene) : ConsoleTest(scene), IAsyncLifetime
{
    private readonly CookieContainer _cookies = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Scene.Issuer.Mood = IssuerMood.Right;
        Scene.Issuer.HasSignOut = false;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_user_of_the_organisation_signs_in_and_continues_with_the_page_that_was_requested()
    {
        await using Window window = await Scene.OpenAsync();
        await window.Page.GotoAsync("/stores?sort=id");
        await window.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Sign in with your organisation" }).ClickAsync();
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("Stores");
        await window.SettledAsync();
        Assert.EndsWith("/stores?sort=id", window.Page.Url, StringComparison.Ordinal);
        await Expect(window.Page.Locator("td.entity").First).ToBeVisibleAsync();
        // The token's group is mapped to the role viewer.
        await Expect(window.Page.Locator(".side .links > a"))
            .ToHaveTextAsync(["Overview", "Stores", "Products", "Customers", "Transactions"]);
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out" }).ClickAsync();
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("RetailGrains");
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_the_issuer_too()
    {
        Scene.Issuer.HasSignOut = true;
        // The scene's console has read a discovery document without an end-session endpoint, so this test needs a separate console.
        await using SeparateConsole console = await SeparateConsole.StartAsync(Scene.Folder, Scene.Address, Scene.Issuer.Settings);
        await using Window window = await Scene.OpenAsync(console.Address);
        await window.Page.GotoAsync("/stores");
        await window.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Sign in with your organisation" }).ClickAsync();
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("Stores");
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out" }).ClickAsync();
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("RetailGrains");
        Assert.Equal(new Uri(console.Address, "/sign-in").ToString(), Scene.Issuer.LastSignOut!["post_logout_redirect_uri"].ToString());
        Assert.Equal(3, Scene.Issuer.LastSignOut["id_token_hint"].ToString().Split('.').Length);
        string[] kept = [.. (await window.Context.CookiesAsync()).Select(cookie => cookie.Name)];
        Assert.DoesNotContain("retail-session", kept);
        Assert.DoesNotContain("retail-renewal", kept);
        Assert.DoesNotContain("retail-identity", kept);
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task A_session_of_the_issuer_outlives_its_access_token()
    {
        using HttpClient browser = Browser();
        using HttpResponseMessage signedIn = await browser.GetAsync(await CallbackAsync(browser));
        _cookies.GetCookies(Scene.Address)["retail-session"]!.Expired = true;
        string page = await browser.GetStringAsync(new Uri(Scene.Address, "/stores"));
        Assert.Contains("Sign out", page, StringComparison.Ordinal);
        Assert.NotNull(_cookies.GetCookies(Scene.Address)["retail-session"]);
    }

    [Fact]
    public async Task A_refusal_of_the_issuer_is_shown_on_the_sign_in_page()
    {
        Scene.Issuer.Mood = IssuerMood.Denies;
        await using Window window = await Scene.OpenAsync();
        await window.Page.GotoAsync("/stores");
        await window.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Sign in with your organisation" }).ClickAsync();
        await Expect(window.Page.Locator(".alert-danger")).ToContainTextAsync("did not sign you in");
        Assert.EndsWith("/sign-in?then=%2Fstores", window.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_attempt_is_stored_in_a_cookie_that_the_callback_deletes()
    {
        using HttpClient browser = Browser();
        using HttpResponseMessage start = await browser.GetAsync(new Uri(Scene.Address, "/sign-in/organisation?then=//evil.example"));
        string cookie = Assert.Single(start.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        using HttpResponseMessage answer = await browser.GetAsync(await CallbackAsync(browser, start.Headers.Location!));
        Assert.Contains("url=/\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull(_cookies.GetCookies(Scene.Address)["retail-session"]);
        Assert.Null(_cookies.GetCookies(Scene.Address)["retail-sign-in"]);
    }

    [Theory]
    [InlineData("retail-sign-in", "expired, or has been used", "not started a sign-in")]
    [InlineData("", "expired, or has been used", "invalid_grant")]
    public async Task A_callback_is_valid_once(string dropped, string shown, string logged)
    {
        using HttpClient browser = Browser();
        Uri callback = await CallbackAsync(browser);
        string attempt = _cookies.GetCookies(Scene.Address)["retail-sign-in"]!.Value;
        using HttpResponseMessage first = await browser.GetAsync(callback);
        // If the browser sends the deleted cookie again, the issuer refuses the code.
        if (dropped.Length == 0) _cookies.Add(Scene.Address, new System.Net.Cookie("retail-sign-in", attempt));
        await ExpectRefusedAsync(browser, callback, shown, logged);
    }

    [Theory]
    [InlineData("another")]
    [InlineData(null)]
    public async Task A_callback_of_another_sign_in_is_refused(string? state)
    {
        using HttpClient browser = Browser();
        Uri callback = await CallbackAsync(browser);
        string code = QueryHelpers.ParseQuery(callback.Query)["code"].ToString();
        var other = new Uri(Scene.Address, $"/sign-in/callback?code={code}{(state is null ? "" : $"&state={state}")}");
        await ExpectRefusedAsync(browser, other, "expired, or has been used", "(state)");
    }

    [Theory]
    [InlineData(IssuerMood.OtherNonce, "is not valid", "(nonce)")]
    [InlineData(IssuerMood.OtherClient, "is not valid", "SecurityTokenInvalidAudienceException")]
    [InlineData(IssuerMood.SeveralClients, "is not valid", "(azp)")]
    [InlineData(IssuerMood.OtherParty, "is not valid", "(azp)")]
    [InlineData(IssuerMood.OtherKey, "is not valid", "SecurityTokenInvalidSignatureException")]
    [InlineData(IssuerMood.OtherAudience, "The API does not accept", "Access:Outside:Authority")]
    [InlineData(IssuerMood.Opaque, "The API does not accept", "not a JWT")]
    [InlineData(IssuerMood.Away, "does not answer", "answered 503")]
    internal async Task An_invalid_answer_starts_no_session(IssuerMood mood, string shown, string logged)
    {
        using HttpClient browser = Browser();
        Uri callback = await CallbackAsync(browser);
        Scene.Issuer.Mood = mood;
        await ExpectRefusedAsync(browser, callback, shown, logged);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_reported_and_accounts_still_sign_in()
    {
        using var gone = new SigningInIssuer();
        gone.Dispose();
        await using SeparateConsole console = await SeparateConsole.StartAsync(Scene.Folder, Scene.Address, gone.Settings);
        await using Window window = await Scene.OpenAsync(console.Address);
        await window.Page.GotoAsync("/stores");
        await window.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Sign in with your organisation" }).ClickAsync();
        await Expect(window.Page.Locator(".alert-danger")).ToContainTextAsync("does not answer");
        await window.Page.FillAsync("#username", ConsoleScene.Viewer);
        await window.Page.FillAsync("#password", ConsoleScene.Password);
        await window.Page.ClickAsync("form button");
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("Stores");
    }

    private HttpClient Browser() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = _cookies });

    private async Task<Uri> CallbackAsync(HttpClient browser)
    {
        using HttpResponseMessage start = await browser.GetAsync(new Uri(Scene.Address, "/sign-in/organisation"));
        return await CallbackAsync(browser, start.Headers.Location!);
    }

    /// <summary>The address to which the issuer redirects the browser after the sign-in.</summary>
    private static async Task<Uri> CallbackAsync(HttpClient browser, Uri page)
    {
        using HttpResponseMessage answer = await browser.GetAsync(page);
        return answer.Headers.Location!;
    }

    private async Task ExpectRefusedAsync(HttpClient browser, Uri callback, string shown, string logged)
    {
        foreach (string name in new[] { "retail-session", "retail-flash" })
            if (_cookies.GetCookies(Scene.Address)[name] is { } cookie) cookie.Expired = true;
        using HttpResponseMessage answer = await browser.GetAsync(callback);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("url=/sign-in\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(_cookies.GetCookies(Scene.Address)["retail-session"]);
        string page = await browser.GetStringAsync(new Uri(Scene.Address, "/sign-in"));
        Assert.Contains(shown, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        await Eventually.IsTrueAsync(
            "the reason is logged", () => Task.FromResult(Scene.Log().Contains(logged, StringComparison.Ordinal)), Scene.Log);
    }
}
