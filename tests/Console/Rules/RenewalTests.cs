using RetailGrains.WebConsole.SignIn;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class RenewalTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, "a.b.c")]
    [InlineData(false, "with a space, and ; an =")]
    public void A_renewal_is_read_as_it_was_written(bool isExternal, string token)
    {
        var renewal = new Renewal(isExternal, Noon, Noon.AddMinutes(1), Noon.AddMinutes(31), token);
        Assert.Equal(renewal, Renewal.Parse(renewal.ToText()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.1.2.3.")]
    [InlineData("a.1.2.3")]
    [InlineData("b.1.2.3.token")]
    [InlineData("a.1.2.soon.token")]
    [InlineData("a.1.-2.3.token")]
    [InlineData("a.1.2.99999999999999999999.token")]
    public void A_malformed_cookie_is_not_a_renewal(string? cookie) => Assert.Null(Renewal.Parse(cookie));

    [Fact]
    public void A_cookie_longer_than_the_console_sets_is_not_a_renewal()
    {
        string begin = "a.1.2.3.";
        Assert.NotNull(Renewal.Parse(begin + new string('x', SessionCookies.MaxValue - begin.Length)));
        Assert.Null(Renewal.Parse(begin + new string('x', SessionCookies.MaxValue - begin.Length + 1)));
    }

    [Theory]
    [InlineData(30, 5)]
    [InlineData(720, 5)]
    [InlineData(6, 1)]
    public void A_session_is_renewed_well_before_its_idle_time_has_passed(int lifetime, int due)
    {
        var renewal = new Renewal(IsExternal: false, Noon.AddHours(-1), Noon, Noon.AddMinutes(lifetime), "token");
        Assert.Equal(Noon.AddMinutes(due), renewal.DueAt);
    }
}
