using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class OriginCheckTests
{
    [Theory]
    [InlineData("POST", "http://localhost:8000", "same-origin", "localhost:8000", true)]
    [InlineData("POST", "http://localhost:8000", null, "localhost:8000", true)]
    [InlineData("POST", "https://shop.example", "same-origin", "shop.example", true)]
    [InlineData("POST", "https://shop.example", "same-origin", "shop.example:443", true)]
    [InlineData("GET", "https://evil.example", "cross-site", "shop.example", true)]
    [InlineData("POST", null, null, "shop.example", false)]
    [InlineData("POST", null, "same-origin", "shop.example", false)]
    [InlineData("POST", "null", "same-origin", "shop.example", false)]
    [InlineData("POST", "https://evil.example", null, "shop.example", false)]
    [InlineData("POST", "https://evil.example", "same-origin", "shop.example", false)]
    [InlineData("POST", "https://shop.example", "cross-site", "shop.example", false)]
    [InlineData("POST", "https://shop.example", "same-site", "shop.example", false)]
    [InlineData("POST", "https://shop.example.evil.example", null, "shop.example", false)]
    [InlineData("POST", "https://shop.example:444", null, "shop.example", false)]
    [InlineData("DELETE", "https://evil.example", null, "shop.example", false)]
    public void Only_requests_from_the_consoles_own_pages_may_change_anything(
        string method, string? origin, string? fetchSite, string host, bool passes) =>
        Assert.Equal(passes, OriginCheck.Passes(method, origin, fetchSite, host));
}
