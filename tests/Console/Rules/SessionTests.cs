using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.WebConsole.Shell;
using RetailGrains.WebConsole.SignIn;
using RetailGrains.WebConsole.SignIn.External;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class SessionTests
{
    private static readonly ExternalClaims External = new();

    [Fact]
    public void A_token_names_the_subject_and_the_expiry()
    {
        Session session = Session.Parse(TestTokens.Of("viewer", "producer"), External)!;
        Assert.Equal("tests", session.Name);
        Assert.Equal(["viewer", "producer"], session.Roles);
        Assert.True(session.ExpiresAt > TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [InlineData("{\"exp\":9999999999,\"stores\":[\"london\",\"paris\"]}", "london,paris")]
    [InlineData("{\"exp\":9999999999,\"stores\":\"london\"}", "london")]
    [InlineData("{\"exp\":9999999999,\"stores\":[]}", "")]
    [InlineData("{\"exp\":9999999999,\"stores\":7}", "")]
    [InlineData("{\"exp\":9999999999}", null)]
    public void A_token_names_the_stores_that_its_account_is_bound_to(string claims, string? stores)
    {
        string token = $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.e30";
        Assert.Equal(stores, Session.Parse(token, External)!.Stores is { } list ? string.Join(',', list) : null);
    }

    [Theory]
    [InlineData("e30\r\n", "e30")]
    [InlineData("e30", "e30\0")]
    [InlineData("e3 0", "e30")]
    [InlineData("é30", "e30")]
    public void Text_that_cannot_be_in_a_header_is_no_token(string head, string signature)
    {
        string claims = Base64Url.EncodeToString("{\"exp\":9999999999}"u8);
        Assert.NotNull(Session.Parse($"e30.{claims}.e30", External));
        Assert.Null(Session.Parse($"{head}.{claims}.{signature}", External));
    }

    [Theory]
    [InlineData("https://login.example", "till-admins,others", "operator", "london", "Ann")]
    [InlineData("retail-grains", "till-admins", "viewer", "paris", "ann")]
    public void Roles_and_stores_of_an_external_token_are_in_the_claims_that_the_api_reads(
        string issuer, string groups, string roles, string stores, string name)
    {
        var outside = new ExternalClaims { RolesClaim = "groups", StoresClaim = "shops", Roles = { ["till-admins"] = "operator" } };
        string claims = JsonSerializer.Serialize(new
        {
            iss = issuer,
            exp = 9_999_999_999,
            sub = "ann",
            name = "Ann",
            groups = groups.Split(','),
            roles = new[] { "viewer" },
            shops = "london",
            stores = new[] { "paris" },
        });
        Session session = Session.Parse($"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.e30", outside)!;
        Assert.Equal(roles, string.Join(',', session.Roles));
        Assert.Equal(stores, string.Join(',', session.Stores!));
        Assert.Equal(name, session.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("a..c")]
    [InlineData("e30.e30.e30")]
    [InlineData("e30.W10.e30")]
    [InlineData("e30.eyJleHAiOiJzb29uIn0.e30")]
    [InlineData("e30.eyJleHAiOjk5OTk5OTk5OTk5OTk5OTk5OTl9.e30")]
    public void A_cookie_that_is_not_a_token_starts_no_session(string cookie) => Assert.Null(Session.Parse(cookie, External));

    [Theory]
    [InlineData("/", true)]
    [InlineData("/store?id=a%2Fb", true)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("evil", false)]
    [InlineData("/a\r\nSet-Cookie: x", false)]
    [InlineData("/é", false)]
    [InlineData("/a b", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void After_signing_in_only_pages_of_this_host_are_opened(string? target, bool isLocal) =>
        Assert.Equal(isLocal, SignInPaths.IsLocal(target));

    [Fact]
    public void A_link_signs_in_once_within_an_hour()
    {
        var time = new FakeTimeProvider();
        var link = new SignInLink(time);
        string first = CodeOf(link.Create(() => ("token", TimeSpan.FromHours(1))));
        Assert.Null(link.Redeem("wrong"));
        Assert.Equal("token", link.Redeem(first)!.Value.Token);
        Assert.Null(link.Redeem(first));
        string second = CodeOf(link.Create(() => ("token", TimeSpan.FromHours(1))));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Null(link.Redeem(second));
    }

    [Theory]
    [InlineData(null, "auto", "light")]
    [InlineData("dark", "dark", "dark")]
    [InlineData("auto-dark", "auto", "dark")]
    [InlineData("\"><script>", "auto", "light")]
    public void Only_existing_themes_are_accepted(string? cookie, string choice, string shown) =>
        Assert.Equal(new Theme(choice, shown), Theme.Of(cookie));

    private static string CodeOf(string link) => link.Split('=')[1];
}
