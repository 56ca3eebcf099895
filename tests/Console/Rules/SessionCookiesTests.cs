using Microsoft.AspNetCore.Http;
using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class SessionCookiesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Renewal Renewal = new(IsExternal: false, Noon, Noon, Noon.AddMinutes(30), "refresh");

    [Fact]
    public void Outside_development_cookies_have_a_prefix_and_are_secure()
    {
        var http = new DefaultHttpContext();
        In("Production").Start(http.Response, new SessionTokens("access", Noon.AddMinutes(5), Renewal), "id", Noon.AddHours(12));
        string[] expected =
            [
                "__Host-retail-session=access; expires=Sun, 01 Mar 2026 12:30:00 GMT; path=/; secure; samesite=strict; httponly",
                "__Host-retail-renewal=a.1772366400.1772366400.1772368200.refresh; expires=Sun, 01 Mar 2026 12:30:00 GMT; path=/; secure; "
                    + "samesite=strict; httponly",
                "__Secure-retail-identity=id; expires=Mon, 02 Mar 2026 00:00:00 GMT; path=/session/end; secure; samesite=strict; httponly",
            ];
        Assert.Equal(expected, http.Response.Headers.SetCookie.ToArray());
    }

    [Fact]
    public void A_session_that_is_not_renewed_ends_with_its_token_and_keeps_no_renewal()
    {
        var http = new DefaultHttpContext();
        In("Development").Start(http.Response, new SessionTokens("access", Noon.AddMinutes(5), Renewal: null));
        string[] expected =
            [
                "retail-session=access; expires=Sun, 01 Mar 2026 12:05:00 GMT; path=/; samesite=strict; httponly",
                "retail-renewal=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/; samesite=strict; httponly",
                "retail-identity=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/session/end; samesite=strict; httponly",
            ];
        Assert.Equal(expected, http.Response.Headers.SetCookie.ToArray());
    }

    [Theory]
    [InlineData("Production", "retail-", "")]
    [InlineData("Production", "__Host-retail-", "access refresh")]
    [InlineData("Development", "retail-", "access refresh")]
    [InlineData("Development", "__Host-retail-", "")]
    public void Only_the_cookies_of_the_environment_are_read(string environment, string prefix, string read)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = $"{prefix}session=access; {prefix}renewal={Renewal.ToText()}";
        SessionCookies cookies = In(environment);
        Assert.Equal(read, $"{cookies.Access(http.Request)} {cookies.RenewalOf(http.Request)?.Token}".Trim());
    }

    [Fact]
    public void The_end_of_a_session_deletes_all_its_cookies()
    {
        var http = new DefaultHttpContext();
        In("Production").Delete(http.Response);
        string[] cookies = http.Response.Headers.SetCookie.ToArray()!;
        Assert.Equal(
            ["__Host-retail-session", "__Host-retail-renewal", "__Secure-retail-identity"], cookies.Select(cookie => cookie.Split('=')[0]));
        Assert.All(cookies, cookie => Assert.Contains("1970", cookie, StringComparison.Ordinal));
    }

    [Fact]
    public void An_id_token_that_a_cookie_cannot_hold_is_not_kept()
    {
        var http = new DefaultHttpContext();
        var tokens = new SessionTokens("access", Noon.AddMinutes(5), Renewal);
        In("Production").Start(http.Response, tokens, new string('a', SessionCookies.MaxValue + 1), Noon);
        Assert.StartsWith("__Secure-retail-identity=;", http.Response.Headers.SetCookie[2], StringComparison.Ordinal);
    }

    private static SessionCookies In(string environment) => new(new TestEnvironment(environment));
}
