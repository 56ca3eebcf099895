using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.WebConsole.Hosting;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.SignIn;
using RetailGrains.WebConsole.SignIn.External;

namespace RetailGrains.Tests.WebConsole.Rules;

/// <summary>What the console sends to an issuer and accepts from it, and how long sessions of an issuer last.</summary>
public sealed class ExternalIssuerTests : IDisposable
{
    private const string Callback = "https://retail.example.com/sign-in/callback";

    private readonly SigningInIssuer _server = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly List<IDisposable> _made = [];

    public void Dispose()
    {
        foreach (IDisposable one in _made) one.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData(null, "basic")]
    [InlineData("client_secret_basic", "basic")]
    [InlineData("client_secret_post,client_secret_basic", "basic")]
    [InlineData("client_secret_post", "form")]
    [InlineData("client_secret_post,private_key_jwt", "form")]
    public async Task The_clients_secret_is_sent_in_the_way_that_the_issuer_supports(string? methods, string where)
    {
        _server.Methods = methods?.Split(',');
        ExternalIssuer issuer = IssuerWith(secret: "a secret: ü+&=%");
        ExternalTokens tokens = await SignInAsync(issuer);
        ExpectSecret();
        await issuer.RefreshAsync(tokens.Refresh!, CancellationToken.None);
        ExpectSecret();

        void ExpectSecret()
        {
            (Dictionary<string, StringValues> form, string? authorization) = _server.LastExchange;
            string? inHeader = authorization is null
                ? null : Encoding.ASCII.GetString(Convert.FromBase64String(authorization["Basic ".Length..]));
            string? inForm = form.TryGetValue("client_secret", out StringValues sent) ? sent.ToString() : null;
            Assert.Equal(where == "basic" ? $"{SigningInIssuer.Client}:a+secret%3A+%C3%BC%2B%26%3D%25" : null, inHeader);
            Assert.Equal(where == "form" ? "a secret: ü+&=%" : null, inForm);
            Assert.Equal(SigningInIssuer.Client, form["client_id"].ToString());
        }
    }

    [Fact]
    public async Task A_public_client_sends_no_secret()
    {
        await SignInAsync(IssuerWith(secret: null));
        Assert.Null(_server.LastExchange.Authorization);
        Assert.DoesNotContain("client_secret", _server.LastExchange.Form.Keys);
    }

    [Theory]
    [InlineData(IssuerMood.SeveralClientsRightParty, true)]
    [InlineData(IssuerMood.SeveralClients, false)]
    [InlineData(IssuerMood.SeveralClientsOtherParty, false)]
    [InlineData(IssuerMood.OtherParty, false)]
    [InlineData(IssuerMood.OtherClient, false)]
    internal async Task An_id_token_must_have_been_issued_to_the_console(IssuerMood mood, bool isAccepted)
    {
        _server.Mood = mood;
        Task<ExternalTokens> signIn = SignInAsync(IssuerWith(secret: null));
        if (isAccepted) Assert.NotNull((await signIn).IdToken);
        else await Assert.ThrowsAsync<ExternalFailure>(() => signIn);
    }

    [Fact]
    public async Task Concurrent_requests_share_a_renewal_because_a_refresh_token_may_be_valid_once()
    {
        (Sessions sessions, SessionTokens tokens) = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(6));
        (HttpContext Http, Task<Session?> Found)[] requests = [.. Enumerable.Range(0, 8).Select(_ =>
        {
            HttpContext http = RequestOf(tokens);
            return (http, sessions.FindAsync(http, isActivity: true));
        })];
        foreach ((HttpContext http, Task<Session?> found) in requests)
        {
            Assert.NotNull(await found);
            Assert.NotEqual(tokens.Renewal!.Token, RenewalIn(http)!.Token);
        }

        // A request that was sent before the browser had the new cookies.
        Assert.NotNull(await sessions.FindAsync(RequestOf(tokens), isActivity: true));
        Assert.Equal(1, _server.Renewals);
    }

    [Fact]
    public async Task A_session_slides_with_its_requests_and_ends_twelve_hours_after_the_sign_in()
    {
        (Sessions sessions, SessionTokens tokens) = await StartAsync();
        DateTimeOffset begun = _time.GetUtcNow();
        HttpContext http = RequestOf(tokens);
        int requests = 0;
        for (; await sessions.FindAsync(http, isActivity: true) is not null; requests++)
        {
            if (RenewalIn(http) is { } renewal) tokens = tokens with { Renewal = renewal };
            Assert.True(tokens.Renewal!.ExpiresAt <= begun.AddHours(12).AddSeconds(1));
            _time.Advance(TimeSpan.FromMinutes(20));
            http = RequestOf(tokens with { Access = "" });
        }

        Assert.Equal(36, requests);
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public async Task A_session_without_requests_ends_after_its_idle_time(int minutes, bool isAlive)
    {
        (Sessions sessions, SessionTokens tokens) = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal(isAlive, await sessions.FindAsync(RequestOf(tokens with { Access = "" }), isActivity: true) is not null);
    }

    [Fact]
    public async Task Requests_that_the_page_sends_by_itself_do_not_keep_a_session_alive()
    {
        (Sessions sessions, SessionTokens tokens) = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(20));
        HttpContext http = RequestOf(tokens with { Access = "" });
        Assert.NotNull(await sessions.FindAsync(http, isActivity: false));
        Assert.False(http.Response.Headers.ContainsKey("Set-Cookie"));
    }

    [Fact]
    public async Task A_refusal_by_the_issuer_ends_the_session_with_its_token_and_an_outage_does_not()
    {
        (Sessions sessions, SessionTokens tokens) = await StartAsync();
        SessionTokens unknown = tokens with { Renewal = tokens.Renewal! with { Token = "unknown" } };
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.NotNull(await sessions.FindAsync(RequestOf(unknown), isActivity: true));
        Assert.Null(await sessions.FindAsync(RequestOf(unknown with { Access = "" }), isActivity: true));
        _server.Mood = IssuerMood.Away;
        Assert.NotNull(await sessions.FindAsync(RequestOf(tokens), isActivity: true));
        _server.Mood = IssuerMood.Right;
        HttpContext http = RequestOf(tokens);
        Assert.NotNull(await sessions.FindAsync(http, isActivity: true));
        Assert.NotNull(RenewalIn(http));
    }

    [Theory]
    [InlineData(true, "id token")]
    [InlineData(true, null)]
    [InlineData(false, "id token")]
    public async Task Signing_out_continues_on_the_issuers_page_if_it_has_one(bool hasPage, string? idToken)
    {
        _server.HasSignOut = hasPage;
        string? page = await IssuerWith(secret: null).SignOutPageAsync(
            idToken, "https://retail.example.com/sign-in", CancellationToken.None);
        Assert.Equal(hasPage, page is not null);
        if (page is null) return;
        Assert.StartsWith($"{_server.Address}/sign-out?", page, StringComparison.Ordinal);
        Dictionary<string, StringValues> query = QueryHelpers.ParseQuery(new Uri(page).Query);
        Assert.Equal("https://retail.example.com/sign-in", query["post_logout_redirect_uri"].ToString());
        Assert.Equal(SigningInIssuer.Client, query["client_id"].ToString());
        Assert.Equal(idToken, query.TryGetValue("id_token_hint", out StringValues hint) ? hint.ToString() : null);
    }

    [Fact]
    public async Task Made_up_renewals_are_refused_and_leave_nothing_in_memory()
    {
        SessionRenewals renewals = RenewalsWith(OptionsWith(secret: null));
        Renewal[] madeUp = [.. Enumerable.Range(0, 50).Select(n => RenewalOf($"made-up-{n}"))];
        RenewalResult[] results = await Task.WhenAll(madeUp.Select(one => renewals.RenewAsync(new DefaultHttpContext(), one)));
        Assert.All(results, result => Assert.Null(result.Tokens));
        Assert.Equal(0, renewals.SharedCount);
    }

    [Fact]
    public async Task Without_an_issuer_a_renewal_of_an_issuer_is_refused()
    {
        SessionRenewals renewals = RenewalsWith(new ConsoleOptions());
        RenewalResult result = await renewals.RenewAsync(new DefaultHttpContext(), RenewalOf("of an issuer"));
        Assert.Equal(RenewalResult.Refused, result);
        Assert.Equal(0, renewals.SharedCount);
    }

    [Fact]
    public async Task A_renewal_is_kept_for_a_minute_and_then_forgotten()
    {
        IOptions<ConsoleOptions> options = Options.Create(OptionsWith(secret: null));
        SessionRenewals renewals = RenewalsWith(options.Value);
        DateTimeOffset now = _time.GetUtcNow();
        Renewal renewal = IssuedSession.Of(await SignInAsync(IssuerWith(secret: null)), now, options.Value, now).Renewal!;
        RenewalResult first = await renewals.RenewAsync(new DefaultHttpContext(), renewal);
        Assert.NotNull(first.Tokens);
        Assert.Same(first, await renewals.RenewAsync(new DefaultHttpContext(), renewal));
        Assert.Equal(1, renewals.SharedCount);
        _time.Advance(TimeSpan.FromMinutes(1));
        await renewals.RenewAsync(new DefaultHttpContext(), RenewalOf("another"));
        Assert.Equal(0, renewals.SharedCount);
    }

    private Renewal RenewalOf(string token) =>
        new(IsExternal: true, _time.GetUtcNow(), _time.GetUtcNow(), _time.GetUtcNow().AddMinutes(30), token);

    private SessionRenewals RenewalsWith(ConsoleOptions options)
    {
        IOptions<ConsoleOptions> given = Options.Create(options);
        var issuer = new ExternalIssuer(given, TimeProvider.System);
        var platform = new PlatformConnection(given);
        _made.AddRange([issuer, platform]);
        return new SessionRenewals(platform, issuer, given, _time, NullLogger<ExternalIssuer>.Instance);
    }

    private ConsoleOptions OptionsWith(string? secret) =>
        new() { Issuer = new ExternalIssuerOptions(new Uri(_server.Address), SigningInIssuer.Client, secret, "openid") };

    private ExternalIssuer IssuerWith(string? secret)
    {
        var issuer = new ExternalIssuer(Options.Create(OptionsWith(secret)), TimeProvider.System);
        _made.Add(issuer);
        return issuer;
    }

    private static async Task<ExternalTokens> SignInAsync(ExternalIssuer issuer)
    {
        var attempt = ExternalAttempt.Create(then: null);
        string page = await issuer.PageForAsync(attempt, Callback, CancellationToken.None);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using HttpResponseMessage answer = await browser.GetAsync(page);
        string code = QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["code"].ToString();
        return await issuer.RedeemAsync(attempt, code, sender: null, Callback, CancellationToken.None);
    }

    /// <summary>Signs in at the issuer and starts a session.</summary>
    private async Task<(Sessions Sessions, SessionTokens Tokens)> StartAsync()
    {
        IOptions<ConsoleOptions> options = Options.Create(OptionsWith(secret: null));
        SessionRenewals renewals = RenewalsWith(options.Value);
        DateTimeOffset now = _time.GetUtcNow();
        SessionTokens tokens = IssuedSession.Of(await SignInAsync(IssuerWith(secret: null)), now, options.Value, now);
        return (new Sessions(new SessionCookies(new TestEnvironment("Development")), renewals, options, _time), tokens);
    }

    private static DefaultHttpContext RequestOf(SessionTokens tokens)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie =
            $"retail-session={tokens.Access}; retail-renewal={Uri.EscapeDataString(tokens.Renewal!.ToText())}";
        return http;
    }

    /// <summary>The renewal in the cookies of the response; null if there is none.</summary>
    private static Renewal? RenewalIn(HttpContext http) => http.Response.Headers.SetCookie
        .Where(cookie => cookie!.StartsWith("retail-renewal=", StringComparison.Ordinal))
        .Select(cookie => Renewal.Parse(Uri.UnescapeDataString(cookie!.Split(';')[0]["retail-renewal=".Length..])))
        .FirstOrDefault();
}
