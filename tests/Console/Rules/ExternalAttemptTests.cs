using Microsoft.AspNetCore.Http;
using RetailGrains.WebConsole.SignIn.External;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class ExternalAttemptTests
{
    [Theory]
    [InlineData("/store?id=a%2Fb", "/store?id=a%2Fb")]
    [InlineData("/a.b?c=d", "/a.b?c=d")]
    [InlineData("/é.é", "")]
    [InlineData("//evil.example", "")]
    [InlineData("https://evil.example", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void An_attempt_is_read_as_it_was_written(string? then, string kept)
    {
        var attempt = ExternalAttempt.Create(then);
        Assert.Equal(kept, attempt.Then);
        Assert.Equal(attempt, ExternalAttempt.Parse(attempt.ToText()));
    }

    [Fact]
    public void A_page_that_a_cookie_cannot_hold_is_not_stored() =>
        Assert.Equal("", ExternalAttempt.Create("/" + new string('a', 2_000)).Then);

    [Fact]
    public void Two_attempts_have_nothing_in_common()
    {
        (ExternalAttempt first, ExternalAttempt second) = (ExternalAttempt.Create(null), ExternalAttempt.Create(null));
        string[] all = [first.State, first.Nonce, first.Verifier, second.State, second.Nonce, second.Verifier];
        Assert.Distinct(all);
        Assert.False(first.HasState(second.State));
        Assert.False(first.HasNonce(second.Nonce));
        Assert.False(first.HasState(null));
        Assert.False(first.HasState(""));
        Assert.True(first.HasState(first.State));
    }

    // The example of RFC 7636, appendix B.
    [Fact]
    public void The_challenge_is_the_hash_of_the_verifier() => Assert.Equal(
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        new ExternalAttempt("", "", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "").Challenge);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b.c.d")]
    [InlineData("...")]
    public void A_malformed_cookie_is_not_an_attempt(string? cookie) => Assert.Null(ExternalAttempt.Parse(cookie));

    [Fact]
    public void A_page_on_another_host_in_the_cookie_is_not_followed()
    {
        string text = (ExternalAttempt.Create(null) with { Then = "//evil.example" }).ToText();
        Assert.Equal("", ExternalAttempt.Parse(text)!.Then);
    }

    [Theory]
    [InlineData("access_denied", "access_denied")]
    [InlineData("A line\nof somebody else", "(no error code)")]
    [InlineData("", "(no error code)")]
    [InlineData(null, "(no error code)")]
    public void Only_error_codes_are_logged(string? error, string logged) => Assert.Equal(logged, ExternalAnswer.Printable(error));

    [Fact]
    public void An_error_is_read_only_after_the_state_was_verified()
    {
        var attempt = ExternalAttempt.Create(null);
        var answer = new ExternalAnswer("code", "another", "access_denied", Issuer: null);
        Assert.Contains("(state)", Assert.Throws<ExternalFailure>(() => answer.CodeFor(attempt)).Reason, StringComparison.Ordinal);
        Assert.Contains("access_denied", Assert.Throws<ExternalFailure>(
            () => (answer with { State = attempt.State }).CodeFor(attempt)).Reason, StringComparison.Ordinal);
        Assert.Equal("code", (answer with { State = attempt.State, Error = null }).CodeFor(attempt));
    }

    [Fact]
    public void A_parameter_that_is_sent_twice_is_not_read()
    {
        var query = new QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>
        {
            ["code"] = "a",
            ["state"] = new(["b", "c"]),
        });
        Assert.Equal(new ExternalAnswer("a", null, null, null), ExternalAnswer.Of(query));
    }
}
